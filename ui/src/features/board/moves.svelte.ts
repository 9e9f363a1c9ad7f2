import type { CardTile } from "../../api/generated/wire";
import { act } from "../../state/act.svelte";
import { problem } from "../../state/say.svelte";
import { undo } from "../../state/undo.svelte";
import { cardsText, columnName } from "../../text/board";
import type { Target } from "./place";

/** One move made in this window. */
interface Moved {
  id: string;
  title: string;
  from: string;
  to: string;
  /** Undo entry; `null` when the store says it cannot be undone. */
  undo: number | null;
}

/** Moving cards: one at a time, said aloud, with the old place named and one press to go back. */
class Moves {
  /** The newest move made here, until something else is done. */
  last = $state.raw<Moved | null>(null);
  /** The card that takes the focus again once the board has been drawn anew. */
  refocus = $state<string | null>(null);
  /** A card on its way to Done that still needs to say what came of it. */
  asking = $state.raw<{ card: CardTile; target: Target } | null>(null);
  /** The card whose "Move to..." is open. */
  choosing = $state.raw<CardTile | null>(null);

  /** Moves a card. True when it is there; false when it was refused or a result is still asked for. */
  async move(card: CardTile, target: Target, result?: string, said?: string): Promise<boolean> {
    const outcome = await act(
      "card_move",
      { id: card.id, ...target, ...(result === undefined ? {} : { result }) },
      {
        ownFault: true,
        said: (done) => {
          const words = said ?? cardsText.moved(columnName(target.column), columnName(card.column));
          return done.notes.includes("next_card") ? `${words} ${cardsText.next}` : words;
        },
      },
    );
    if (!outcome.ok) {
      if (outcome.fault.code === "result_needed") this.asking = { card, target };
      else problem.show(outcome.fault);
      return false;
    }
    this.refocus = card.id;
    this.last =
      card.column === target.column
        ? null
        : {
            id: card.id,
            title: card.title,
            from: card.column,
            to: target.column,
            undo: outcome.value.undo,
          };
    void undo.refresh();
    return true;
  }

  /** Puts the newest move back. */
  async back(): Promise<void> {
    const { last } = this;
    if (!last || last.undo === null) return;
    const outcome = await act("undo", { id: last.undo }, { said: cardsText.wentBack(columnName(last.from)) });
    if (outcome.ok) {
      this.refocus = last.id;
      this.last = null;
    }
    void undo.refresh();
  }
}

export const moves = new Moves();
