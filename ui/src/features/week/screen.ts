import { router } from "../../app/router.svelte";
import type { Feature } from "../../app/screens";
import { here } from "../../state/ward.svelte";
import { groupText } from "../../text/frame";
import { weekText } from "../../text/week";
import Week from "./Week.svelte";

export const screens: Feature["screens"] = [
  {
    path: "week",
    label: weekText.name,
    icon: "calendar-days",
    place: "main",
    matron: "not_held",
    component: Week,
  },
];

export const links: Feature["links"] = { week: () => ["week"] };

export const actions: Feature["actions"] = () => [
  {
    id: "go.week",
    label: weekText.name,
    group: groupText.go,
    icon: "calendar-days",
    words: ["matron", "summary", "export", "spreadsheet", "files"],
    when: () => here.writes,
    run: () => router.go("week"),
  },
];
