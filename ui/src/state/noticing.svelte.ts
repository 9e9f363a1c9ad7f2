export type NoticeKind = "need_to_know" | "thanks" | "idea";

/** Which of the small dialogs (a message, thanks, an idea) is open, and from which huddle. */
class Noticing {
  kind = $state<NoticeKind | null>(null);
  huddle = $state<string | null>(null);
  /** Called once it is on the disk. */
  written: (() => void) | null = null;

  show(kind: NoticeKind, huddle: string | null = null, written: (() => void) | null = null): void {
    this.huddle = huddle;
    this.written = written;
    this.kind = kind;
  }

  close(): void {
    this.kind = null;
  }
}

export const noticing = new Noticing();
