import type { Feature } from "../../app/screens";
import { todayText } from "../../text/today";
import Today from "./Today.svelte";

export const screens: Feature["screens"] = [
  {
    path: "today",
    label: todayText.name,
    icon: "sun",
    place: "main",
    matron: "not_held",
    keys: "Alt+1",
    component: Today,
  },
];
