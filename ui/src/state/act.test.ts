import { beforeEach, expect, test } from "vitest";
import { useHost } from "../api/client";
import { Fault } from "../api/errors";
import { memoryHost } from "../platform/memory";
import { act } from "./act.svelte";
import { problem, spoken } from "./say.svelte";
import { saved } from "./saved.svelte";

const done = { id: null, saved_at: 1000, undo: null, notes: [] };
const request = { title: "Chase hoist repair" };

beforeEach(() => {
  problem.clear();
  saved.at = null;
  saved.lost = false;
});

test("busy is tried again under the same request id", async () => {
  let tries = 0;
  const host = memoryHost(
    {},
    {
      card_add: () => {
        tries += 1;
        if (tries < 3) throw new Fault({ code: "busy", kind: "busy", message: "" });
        return done;
      },
    },
  );
  useHost(host);
  const outcome = await act("card_add", request, { said: "Added" });
  expect(outcome.ok).toBe(true);
  expect(new Set(host.sent.map((call) => call.request_id)).size).toBe(1);
  expect(host.sent.length).toBe(3);
  expect(saved.at).toBe(1000);
  expect(spoken.text.trim()).toBe("Added");
});

test("a refusal is shown once and the saved line stays as it was", async () => {
  useHost(
    memoryHost(
      {},
      {
        card_add: () => {
          throw new Fault({ code: "empty", kind: "user", message: "" });
        },
      },
    ),
  );
  const outcome = await act("card_add", request);
  expect(outcome.ok).toBe(false);
  expect(problem.fault?.code).toBe("empty");
  expect(saved.at).toBeNull();
  expect(saved.lost).toBe(false);
});

test("a write that failed says so until the next commit", async () => {
  const host = memoryHost(
    {},
    {
      card_add: () => {
        throw Fault.hostGone();
      },
    },
  );
  useHost(host);
  await act("card_add", request);
  expect(saved.lost).toBe(true);
  host.answer("card_add", done);
  await act("card_add", request);
  expect(saved.lost).toBe(false);
});

test("the same pressed twice before the answer came is sent once; pressed again afterwards, it is sent", async () => {
  const answers: (() => void)[] = [];
  const host = memoryHost({}, { card_add: () => new Promise((go) => answers.push(() => go(done))) });
  useHost(host);
  const first = act("card_add", request);
  const second = act("card_add", request);
  const other = act("card_add", { title: "Low bed for bay 3" });
  expect(host.sent).toHaveLength(2);
  for (const answer of answers.splice(0)) answer();
  expect((await Promise.all([first, second, other])).every((outcome) => outcome.ok)).toBe(true);
  const later = act("card_add", request);
  expect(host.sent).toHaveLength(3);
  for (const answer of answers.splice(0)) answer();
  await later;
});
