import { query } from "../api/client";
import type { UndoView } from "../api/generated/wire";
import { undoText } from "../text/undo";
import { act } from "./act.svelte";

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

  async refresh(): Promise<void> {
    try {
      this.view = await query("undo_get", {});
    } catch {
      this.view = { undo: null, redo: null };
    }
  }

  async undo(): Promise<void> {
    const line = this.view.undo;
    if (!line) return;
    const name = undoText.what(line.what, line.detail);
    await act("undo", { id: line.id }, { said: (done) => undoText.undone(name, done.left.length) });
    await this.refresh();
  }

  async redo(): Promise<void> {
    const line = this.view.redo;
    if (!line) return;
    const name = undoText.what(line.what, line.detail);
    await act("redo", { id: line.id }, { said: (done) => undoText.redone(name, done.left.length) });
    await this.refresh();
  }
}

export const undo = new Undo();
