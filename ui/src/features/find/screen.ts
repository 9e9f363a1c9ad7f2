import type { Feature } from "../../app/screens";
import { findText } from "../../text/find";
import Find from "./Find.svelte";

export const screens: Feature["screens"] = [
  {
    path: "find",
    label: findText.name,
    icon: "search",
    place: "foot",
    matron: "foot",
    keys: "Ctrl+F",
    component: Find,
  },
];
