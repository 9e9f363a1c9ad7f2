import type { Feature } from "../../app/screens";
import { router } from "../../app/router.svelte";
import { here } from "../../state/ward.svelte";
import { crossText } from "../../text/crosses";
import { groupText } from "../../text/frame";
import Crosses from "./Crosses.svelte";
import MarkDialog from "./MarkDialog.svelte";

export const screens: Feature["screens"] = [
  { path: "crosses", label: crossText.name, icon: "calendar-days", place: "none", component: Crosses },
  {
    path: "mark-day",
    label: crossText.whatHappened,
    icon: "calendar-days",
    place: "none",
    everywhere: true,
    component: MarkDialog,
  },
];

// A year of a cross opens the month the words were found in.
export const links: Feature["links"] = { cross: (month) => ["crosses", month] };

export const actions: Feature["actions"] = () => [
  {
    id: "go.crosses",
    label: crossText.name,
    group: groupText.go,
    icon: "calendar-days",
    words: ["cross", "falls", "harm", "safety"],
    when: () => here.ward !== null,
    run: () => router.go("crosses"),
  },
];
