import type { Feature } from "../../app/screens";
import { router } from "../../app/router.svelte";
import { here } from "../../state/ward.svelte";
import { groupText } from "../../text/frame";
import { measureText } from "../../text/measures";
import Measures from "./Measures.svelte";

export const screens: Feature["screens"] = [
  {
    path: "measures",
    label: measureText.name,
    icon: "chart-line",
    place: "main",
    matron: "main",
    component: Measures,
  },
];

export const links: Feature["links"] = {
  measure: (id) => ["measures", id],
  // A year of numbers opens its measure.
  readings: (id) => ["measures", id],
};

export const actions: Feature["actions"] = () => [
  {
    id: "measures.pad",
    label: measureText.pad,
    group: groupText.any,
    icon: "pencil",
    words: ["number", "reading", "count"],
    when: () => here.writes,
    run: () => router.go("measures", "pad"),
  },
];
