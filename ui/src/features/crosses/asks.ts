import type { CrossNow } from "../../api/generated/wire";
import { here } from "../../state/ward.svelte";

/** True when nobody has marked yesterday, and the ward was counting by then. */
export function asksYesterday(cross: CrossNow): boolean {
  return cross.yesterday === "" && wasCounting(cross);
}

/** False for a cross that was begun today: there is no yesterday to mark. */
export function wasCounting(cross: CrossNow): boolean {
  return countedOn(cross.key, cross.yesterday_date);
}

/** True when the ward counted this cross on a day already. */
export function countedOn(key: string, date: string): boolean {
  const started = here.ward?.crosses.find((def) => def.key === key)?.started_on ?? "";
  return started === "" || date >= started;
}
