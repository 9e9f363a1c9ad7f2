import { expect, test, vi } from "vitest";
import { useHost } from "../api/client";
import type { UndoView } from "../api/generated/wire";
import { memoryHost, type MemoryHost } from "../platform/memory";
import { act } from "./act.svelte";
import { say, spoken } from "./say.svelte";
import { undo } from "./undo.svelte";

/** A store that keeps a pile of done things, newest last. */
function store(): { host: MemoryHost; pile: number[] } {
  const pile = [1];
  const top = (): UndoView => ({
    undo: pile.length === 0 ? null : { id: pile.at(-1) ?? 0, what: "card_add", detail: null, at: 1 },
    redo: null,
  });
  const host = memoryHost(
    { undo_get: top },
    {
      card_add: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        pile.push(pile.length + 1);
        return { id: null, saved_at: 1, undo: null, notes: [] };
      },
      undo: (body: { id: number }) => {
        expect(pile.pop()).toBe(body.id);
        return { saved_at: 1, left: [] };
      },
    },
  );
  useHost(host);
  return { host, pile };
}

test("Ctrl+Z takes back what was pressed last, also when the line still names the thing before", async () => {
  const { pile } = store();
  await undo.refresh();
  const adding = act("card_add", { title: "Chase hoist repair" });
  // The save is still on its way, and the line names number 1.
  await undo.newest("undo");
  expect((await adding).ok).toBe(true);
  expect(pile).toEqual([1]);
});

test("two quick presses are two steps back; a third says that there is nothing", async () => {
  const { pile } = store();
  pile.push(2);
  await Promise.all([undo.newest("undo"), undo.newest("undo"), undo.newest("undo")]);
  expect(pile).toEqual([]);
  expect(spoken.text).toBe("There is nothing to undo.");
});

test("an older answer that comes late does not replace a newer one", async () => {
  let answer = (): void => undefined;
  const late = new Promise<void>((resolve) => (answer = resolve));
  let asked = 0;
  useHost(
    memoryHost({
      undo_get: async () => {
        asked += 1;
        const id = asked;
        if (id === 1) await late;
        return { undo: { id, what: "card_add", detail: null, at: 1 }, redo: null };
      },
    }),
  );
  const first = undo.refresh();
  await undo.refresh();
  answer();
  await first;
  expect(undo.view.undo?.id).toBe(2);
});

test("news close together both stand; old news go", () => {
  vi.useFakeTimers({ now: Date.now() + 60_000 });
  say("Undone: added a card.");
  vi.advanceTimersByTime(300);
  say("0 things found");
  expect(spoken.lines.map((line) => line.text)).toEqual(["Undone: added a card.", "0 things found"]);
  vi.advanceTimersByTime(5000);
  say("0 things found");
  expect(spoken.lines.map((line) => line.text)).toEqual(["0 things found"]);
  vi.useRealTimers();
});
