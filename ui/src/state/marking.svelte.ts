import type { CrossDay } from "../api/generated/wire";

/** One day of one cross that somebody is about to mark. */
export interface MarkAsk {
  cross: string;
  label: string;
  /** ISO date. */
  date: string;
  /** What the day holds now, when known. */
  day?: CrossDay;
  /** Which answer to start from: "harm" when somebody said that something happened. */
  first?: string;
  /** It is typed in later from paper. */
  paper?: boolean;
}

/** Whether the day sheet is open, and for which day. */
class Marking {
  ask = $state.raw<MarkAsk | null>(null);

  show(ask: MarkAsk): void {
    this.ask = ask;
  }

  close(): void {
    this.ask = null;
  }
}

export const marking = new Marking();
