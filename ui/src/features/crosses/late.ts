import type { CrossDay } from "../../api/generated/wire";
import { crossText } from "../../text/crosses";
import { paperText } from "../../text/paper";

/** Says that a mark came later than its day, and whether from paper; empty for one made in time. */
export function lateWord(day: Pick<CrossDay, "late" | "from_paper">): string {
  return day.from_paper ? paperText.late : day.late ? crossText.late : "";
}
