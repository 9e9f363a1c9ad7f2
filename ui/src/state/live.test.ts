import { expect, test } from "vitest";
import { useHost } from "../api/client";
import type { FindView } from "../api/generated/wire";
import { memoryHost } from "../platform/memory";
import { Live } from "./live.svelte";

/** Questions under way, by the words they ask for. */
function slowHost(): Record<string, { answer: (found: FindView) => void; refuse: () => void }> {
  const under: Record<string, { answer: (found: FindView) => void; refuse: () => void }> = {};
  useHost(
    memoryHost({
      find: (request: { text: string }) =>
        new Promise((answer, refuse) => {
          under[request.text] = { answer, refuse: () => refuse(new Error("gone")) };
        }),
    }),
  );
  return under;
}

/** Lets every promise that can go on go on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

const nothing = (): FindView => ({ hits: [] }) as unknown as FindView;

test("an answer to a question nobody asks any more is not shown; the newest one is", async () => {
  const under = slowHost();
  let text = "hoist";
  const found = new Live("find", () => ({ text, limit: 10 }));
  const done = found.refresh();
  await turns();
  text = "bell";
  void found.refresh();
  under["hoist"]?.answer(nothing());
  await turns();
  expect(found.data).toBeNull();
  under["bell"]?.answer(nothing());
  await done;
  expect(found.data).not.toBeNull();
});

test("nor is its refusal, and a question taken back leaves nothing behind", async () => {
  const under = slowHost();
  let text: string | null = "hoist";
  const found = new Live("find", () => (text === null ? null : { text, limit: 10 }));
  const done = found.refresh();
  await turns();
  text = null;
  under["hoist"]?.refuse();
  await done;
  expect(found.fault).toBeNull();
});

test("asked again for the same, the answer under way is shown at once", async () => {
  const under = slowHost();
  const found = new Live("find", () => ({ text: "hoist", limit: 10 }));
  void found.refresh();
  await turns();
  void found.refresh();
  under["hoist"]?.answer(nothing());
  await turns();
  expect(found.data).not.toBeNull();
});

test("who asked again while a question was under way waits for the newer answer", async () => {
  const under = slowHost();
  const found = new Live("find", () => ({ text: "hoist", limit: 10 }));
  void found.refresh();
  await turns();
  let fresh = false;
  const done = found.refresh().then(() => (fresh = true));
  under["hoist"]?.answer(nothing());
  await turns();
  expect(fresh).toBe(false);
  under["hoist"]?.answer(nothing());
  await done;
  // A question taken back is done at once, and the next one is asked.
  let text: string | null = null;
  const later = new Live("find", () => (text === null ? null : { text, limit: 10 }));
  await later.refresh();
  text = "bell";
  const asked = later.refresh();
  await turns();
  under["bell"]?.answer(nothing());
  await asked;
  expect(later.data).not.toBeNull();
});
