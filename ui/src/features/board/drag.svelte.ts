import type { Attachment } from "svelte/attachments";
import type { CardTile } from "../../api/generated/wire";
import { say } from "../../state/say.svelte";
import { here } from "../../state/ward.svelte";
import { cardsText } from "../../text/board";
import type { Target } from "./place";

/** A press this long on a card picks it up, ms. */
const LONG_PRESS_MS = 350;
/** A finger that moves further than this before that is scrolling, px. */
const STILL_PX = 8;
/** This close to the top or bottom of the page it scrolls, px. */
const SCROLL_EDGE_PX = 56;

/** The card in the hand, and where it would land. */
class Drag {
  id = $state<string | null>(null);
  dx = $state(0);
  dy = $state(0);
  over = $state.raw<(Target & { key: string }) | null>(null);
}

export const drag = new Drag();

/** Names a cell, so that it can be marked while a card is over it. */
export function cellKey(column: string, lane: string | null): string {
  return `${lane ?? ""}/${column}`;
}

/** Finds the cell under a point, and the card it would stand before. Cells carry `data-column` and `data-lane`. */
function under(x: number, y: number, held: HTMLElement): (Target & { key: string }) | null {
  const hit = document.elementsFromPoint(x, y).find((element) => !held.contains(element));
  const cell = hit?.closest<HTMLElement>("[data-column]");
  const column = cell?.dataset["column"];
  if (!cell || !column) return null;
  const lane = cell.dataset["lane"] ?? null;
  const next = [...cell.querySelectorAll<HTMLElement>("[data-card]")].find((card) => {
    const box = card.getBoundingClientRect();
    return card !== held && y < box.top + box.height / 2;
  });
  return {
    key: cellKey(column, lane),
    column,
    before: next?.dataset["card"] ?? null,
    ...(lane ? { lane } : {}),
  };
}

/** True when dropping there would change nothing. */
function samePlace(card: CardTile, target: Target, held: HTMLElement): boolean {
  const next =
    held.nextElementSibling instanceof HTMLElement ? held.nextElementSibling.dataset["card"] : null;
  return (
    card.column === target.column &&
    (target.lane === undefined || target.lane === card.lane) &&
    (target.before ?? null) === (next ?? null)
  );
}

/**
 * Makes an element a card that can be picked up: at once by its `[data-handle]`, elsewhere by a long press.
 * Pointer events only; the browser's own drag and drop is not used. The card is asked for when it is needed:
 * each change on another PC brings it anew, and must not knock it out of the hand that carries it.
 */
export function dragSource(
  now: () => CardTile,
  drop: (card: CardTile, target: Target) => void,
): Attachment<HTMLElement> {
  return (held) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from: { x: number; y: number; scroll: number; pointer: number; handle: boolean } | null = null;
    let holding = false;
    const scroller = held.closest<HTMLElement>("main");

    const pickUp = (): void => {
      if (!from || holding) return;
      holding = true;
      held.setPointerCapture(from.pointer);
      drag.id = now().id;
      drag.dx = 0;
      drag.dy = 0;
      say(cardsText.dragging);
    };
    const end = (): void => {
      clearTimeout(timer);
      from = null;
      if (!holding) return;
      holding = false;
      drag.id = null;
      drag.over = null;
      // The click that follows letting go is not a wish to open the card.
      held.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => held.removeEventListener("click", swallow, { capture: true }));
    };
    const swallow = (event: Event): void => {
      event.preventDefault();
      event.stopPropagation();
    };

    const down = (event: PointerEvent): void => {
      // Where nothing is written no card is picked up.
      if (!here.writes || event.button !== 0 || drag.id !== null || !(event.target instanceof Element))
        return;
      const handle = event.target.closest("[data-handle]") !== null;
      if (!handle && event.target.closest("[data-no-drag]")) return;
      from = {
        x: event.clientX,
        y: event.clientY,
        scroll: scroller?.scrollTop ?? 0,
        pointer: event.pointerId,
        handle,
      };
      if (handle) event.preventDefault();
      else timer = setTimeout(pickUp, LONG_PRESS_MS);
    };
    const move = (event: PointerEvent): void => {
      if (!from || event.pointerId !== from.pointer) return;
      const far = Math.hypot(event.clientX - from.x, event.clientY - from.y) > STILL_PX;
      if (!holding && far && from.handle) pickUp();
      if (!holding) {
        if (far) {
          clearTimeout(timer);
          from = null;
        }
        return;
      }
      if (scroller && event.clientY > innerHeight - SCROLL_EDGE_PX) scroller.scrollBy(0, 16);
      if (scroller && event.clientY < scroller.getBoundingClientRect().top + SCROLL_EDGE_PX)
        scroller.scrollBy(0, -16);
      drag.dx = event.clientX - from.x;
      drag.dy = event.clientY - from.y + (scroller?.scrollTop ?? 0) - from.scroll;
      drag.over = under(event.clientX, event.clientY, held);
    };
    const up = (): void => {
      const target = holding ? drag.over : null;
      end();
      if (!target) return;
      const { key: _key, ...place } = target;
      const card = now();
      if (!samePlace(card, place, held)) drop(card, place);
    };
    const cancel = (): void => {
      if (holding) say(cardsText.dropped);
      end();
    };
    const keyed = (event: KeyboardEvent): void => {
      if (holding && event.key === "Escape") {
        event.preventDefault();
        cancel();
      }
    };
    const holdStill = (event: Event): void => {
      if (holding) event.preventDefault();
    };

    held.addEventListener("pointerdown", down);
    held.addEventListener("pointermove", move);
    held.addEventListener("pointerup", up);
    held.addEventListener("pointercancel", cancel);
    held.addEventListener("contextmenu", holdStill);
    // Not passive: a finger that holds a card must not scroll the page.
    held.addEventListener("touchmove", holdStill, { passive: false });
    document.addEventListener("keydown", keyed, true);
    return () => {
      end();
      held.removeEventListener("pointerdown", down);
      held.removeEventListener("pointermove", move);
      held.removeEventListener("pointerup", up);
      held.removeEventListener("pointercancel", cancel);
      held.removeEventListener("contextmenu", holdStill);
      held.removeEventListener("touchmove", holdStill);
      document.removeEventListener("keydown", keyed, true);
    };
  };
}
