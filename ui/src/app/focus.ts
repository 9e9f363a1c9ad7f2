/**
 * Keeps a keyboard's place. When the thing that had the focus leaves the page (a row that was ticked off, a card
 * that was put away, the button that opened a dialog), the browser drops the focus to nowhere and the next Tab
 * starts at the top. Here the focus goes to what now stands in its place: the next thing in the same list, else
 * the one before, else the part's heading, else the page's title.
 */
const CAN_FOCUS =
  "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex='0']";
/** What counts as "the same list or part". */
const PART = "ul, ol, table, form, section, nav, dialog, main";

interface Place {
  element: HTMLElement;
  /** From the element's nearest part outwards, each with the element's number among what it can focus. */
  parts: { part: HTMLElement; at: number }[];
}

function shown(element: HTMLElement): boolean {
  if (element.closest("dialog:not([open])")) return false;
  return element.checkVisibility?.({ visibilityProperty: true }) ?? true;
}

function reachable(part: HTMLElement): HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>(CAN_FOCUS)].filter(shown);
}

function placeOf(element: HTMLElement): Place {
  const parts: Place["parts"] = [];
  for (let up = element.parentElement?.closest<HTMLElement>(PART); up;) {
    parts.push({ part: up, at: reachable(up).indexOf(element) });
    up = up.parentElement?.closest<HTMLElement>(PART) ?? undefined;
  }
  return { element, parts };
}

/** What to focus now that `place` is gone; `null` when its whole screen is gone too. */
export function standIn(place: Place): HTMLElement | null {
  for (const { part, at } of place.parts) {
    if (!part.isConnected || !shown(part)) continue;
    const all = reachable(part);
    const next = all[Math.min(Math.max(at, 0), all.length - 1)];
    if (next) return next;
    const heading = part.querySelector<HTMLElement>("[data-title], h1, h2, h3");
    if (heading && shown(heading)) {
      if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
      return heading;
    }
  }
  return null;
}

/** Starts keeping the place; the answer stops it. */
export function keepPlace(): () => void {
  let last: Place | null = null;
  /** Where the person was before a dialog opened. */
  let outside: Place | null = null;
  let waiting = false;

  function heard(event: FocusEvent): void {
    if (!(event.target instanceof HTMLElement) || event.target === document.body) return;
    last = placeOf(event.target);
    if (!event.target.closest("dialog")) outside = last;
  }

  function mend(): void {
    waiting = false;
    if (!last || document.activeElement !== document.body) return;
    if (last.element.isConnected && shown(last.element)) return;
    // Behind an open dialog nothing can take the focus.
    const dialog = document.querySelector<HTMLElement>("dialog[open]");
    const to = standIn(last) ?? (dialog ? null : outside && standIn(outside));
    to?.focus({ preventScroll: false });
  }

  const observer = new MutationObserver(() => {
    if (waiting || !last || last.element.isConnected) return;
    waiting = true;
    // Two frames later: a screen that puts the focus somewhere itself has done so by then.
    requestAnimationFrame(() => requestAnimationFrame(mend));
  });
  document.addEventListener("focusin", heard, true);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", heard, true);
    observer.disconnect();
  };
}
