import { tick } from "svelte";
import { query } from "../api/client";
import { faultFrom } from "../api/errors";
import type { CrossMonth, GlanceView, HuddleView, ProcedureView } from "../api/generated/wire";
import { problem } from "./say.svelte";

/** A page somebody asked to print. */
export type PaperAsk =
  | { what: "huddle"; date: string; shift: string }
  | { what: "glance" }
  | { what: "procedure"; id: string; version: string }
  | { what: "crosses"; month: string }
  | { what: "certificate"; cross: string };

/** The same with what stands on it. */
export type PaperSheet =
  | { what: "huddle"; huddle: HuddleView }
  | { what: "glance"; glance: GlanceView }
  | { what: "procedure"; procedure: ProcedureView }
  | { what: "crosses"; month: string; crosses: CrossMonth[] }
  | { what: "certificate"; cross: CrossMonth };

async function filled(asked: PaperAsk): Promise<PaperSheet | null> {
  switch (asked.what) {
    case "huddle":
      return { what: "huddle", huddle: await query("huddle_get", { date: asked.date, shift: asked.shift }) };
    case "glance":
      return { what: "glance", glance: await query("glance_get", {}) };
    case "procedure":
      return {
        what: "procedure",
        procedure: await query("procedure_get", { id: asked.id, version: asked.version }),
      };
    case "crosses": {
      const all = await query("crosses_get", { month: asked.month });
      return { what: "crosses", month: all.month, crosses: all.crosses };
    }
    case "certificate": {
      const all = await query("crosses_get", {});
      const cross = all.crosses.find((one) => one.key === asked.cross && one.certificate !== null);
      // Somebody took a mark back in between: the screen shows that by itself.
      return cross ? { what: "certificate", cross } : null;
    }
  }
}

/** The page that prints in place of the screen: laid out unseen, printed, and let go at the next touch. */
class Paper {
  sheet = $state.raw<PaperSheet | null>(null);

  /** Fills a page with what stands on the ward's board now, and prints it. */
  async print(asked: PaperAsk): Promise<void> {
    try {
      this.sheet = await filled(asked);
    } catch (error) {
      problem.show(faultFrom(error));
      return;
    }
    if (!this.sheet) return;
    await tick();
    await document.fonts.ready;
    window.print();
    // Some windows print after `print` has returned: the page stays until somebody goes on.
    const letGo = (): void => {
      this.sheet = null;
      for (const kind of KINDS) removeEventListener(kind, letGo, true);
    };
    for (const kind of KINDS) addEventListener(kind, letGo, true);
  }
}

const KINDS = ["pointerdown", "keydown", "hashchange"] as const;

export const paper = new Paper();
