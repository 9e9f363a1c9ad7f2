import type { EscalationLine } from "../api/generated/wire";

/** Where an escalation came from, and the words it starts with. */
export interface EscalateFrom {
  huddle?: string | null;
  card?: string | null;
  /** The card's lane, when it came from one. */
  lane?: string | null;
  need?: string;
  to?: string;
  /** Called once it is on the disk. */
  written?: () => void;
}

/** Which of the three escalation dialogs is open. */
class Escalating {
  from = $state.raw<EscalateFrom | null>(null);
  answering = $state.raw<EscalationLine | null>(null);
  closing = $state.raw<EscalationLine | null>(null);

  /** Opens "Escalate to...". */
  show(from: EscalateFrom = {}): void {
    this.from = from;
  }

  /** Opens "Write down the answer". */
  answer(line: EscalationLine): void {
    this.answering = line;
  }

  /** Opens "Is it sorted?". */
  close(line: EscalationLine): void {
    this.closing = line;
  }
}

export const escalating = new Escalating();
