import type { HuddleView, SectionView } from "../../api/generated/wire";

/** What "Next" records for a section that nobody answered. */
export function answerOnLeaving(section: SectionView, huddle: HuddleView): string {
  if (section.state !== "") return section.state;
  if (section.text.text.trim() !== "") return "raised";
  if (section.key === "lookback" && happened(huddle)) return "raised";
  if (huddle.actions.some((action) => action.section === section.key)) return "raised";
  return filled(section, huddle) ? "nothing_to_raise" : "not_covered";
}

/** True when a cross was marked harm or near miss for yesterday or today: then there is something to raise. */
export function happened(huddle: HuddleView): boolean {
  const marks = new Set(["harm", "near_miss"]);
  return huddle.crosses.some((cross) => marks.has(cross.yesterday) || marks.has(cross.today));
}

/** True when what the section asks for is there: its numbers, yesterday's marks, who is here. */
function filled(section: SectionView, huddle: HuddleView): boolean {
  if (section.key === "welcome") return Object.values(huddle.present).some((count) => count > 0);
  if (section.key === "lookback")
    return huddle.crosses.length > 0 && huddle.crosses.every((cross) => cross.yesterday !== "");
  return section.numbers.length > 0 && section.numbers.every((n) => n.actual !== null && !n.stale);
}

/** The sections as they stand on the printed sheet: what is only shown, and who does what, have places of their own. */
export function onPaper(huddle: Pick<HuddleView, "sections">): SectionView[] {
  return huddle.sections.filter((section) => section.key !== "dayssince" && section.key !== "actions");
}

/** The section a huddle goes on from: where it was paused, else the first without an answer. */
export function firstSection(huddle: HuddleView): string {
  const keys = huddle.sections.map((section) => section.key);
  if (huddle.paused_section && keys.includes(huddle.paused_section)) return huddle.paused_section;
  const open = huddle.sections.find((section) => section.state === "");
  return open?.key ?? keys[keys.length - 1] ?? "";
}

/** Share of the planned time that is used, 0 to 1, and both in whole minutes. */
export function timeUsed(
  startedAt: number | null,
  now: number,
  plannedSeconds: number,
): { share: number; used: number; planned: number } {
  const planned = Math.max(1, Math.round(plannedSeconds / 60));
  if (startedAt === null) return { share: 0, used: 0, planned };
  const seconds = Math.max(0, (now - startedAt) / 1000);
  return {
    share: plannedSeconds > 0 ? Math.min(1, seconds / plannedSeconds) : 1,
    used: Math.floor(seconds / 60),
    planned,
  };
}
