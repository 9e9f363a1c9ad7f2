import { query } from "../api/client";
import type { UndoLine, UndoView } from "../api/generated/wire";
import { undoText } from "../text/undo";
import { act } from "./act.svelte";
import { saved } from "./saved.svelte";
import { say } from "./say.svelte";

/** What Ctrl+Z and Ctrl+Y would do, with its name. */
class Undo {
  view = $state.raw<UndoView>({ undo: null, redo: null });
  /** "Undo: moved a card to Done", or null when there is nothing to undo. */
  undoLabel = $derived(
    this.view.undo ? undoText.undo(undoText.what(this.view.undo.what, this.view.undo.detail)) : null,
  );
  redoLabel = $derived(
    this.view.redo ? undoText.redo(undoText.what(this.view.redo.what, this.view.redo.detail)) : null,
  );

  #round = 0;
  #before: Promise<unknown> = Promise.resolve();

  /** Asks what can be undone now. An answer that comes after a newer question does not replace that one's. */
  async refresh(): Promise<UndoView> {
    const round = (this.#round += 1);
    let view: UndoView;
    try {
      view = await query("undo_get", {});
    } catch {
      view = { undo: null, redo: null };
    }
    if (round === this.#round) this.view = view;
    return view;
  }

  /**
   * Ctrl+Z and Ctrl+Y: takes back, or does again, the newest thing of all. On a slow PC the line on screen may
   * still name the thing before, so the store is asked once everything that was pressed earlier is saved.
   */
  newest(way: "undo" | "redo"): Promise<void> {
    return this.#inTurn(async () => {
      await saved.settled();
      const line = (await this.refresh())[way];
      if (line) await this.#send(way, line);
      else say(way === "undo" ? undoText.nothing : undoText.nothingAgain);
    });
  }

  /** Takes back the very thing that the line on screen names. */
  shown(): Promise<void> {
    const line = this.view.undo;
    return this.#inTurn(async () => {
      if (line) await this.#send("undo", line);
    });
  }

  async #send(way: "undo" | "redo", line: UndoLine): Promise<void> {
    const name = undoText.what(line.what, line.detail);
    const words = way === "undo" ? undoText.undone : undoText.redone;
    await act(way, { id: line.id }, { said: (done) => words(name, done.left.length) });
    await this.refresh();
  }

  /** Two quick presses are two steps back, one after the other. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const next = this.#before.then(work);
    this.#before = next.catch(() => undefined);
    return next;
  }
}

export const undo = new Undo();
