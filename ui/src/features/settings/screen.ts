import type { Feature } from "../../app/screens";
import { settingsText } from "../../text/settings";
import Settings from "./Settings.svelte";

export const screens: Feature["screens"] = [
  {
    path: "settings",
    label: settingsText.name,
    icon: "settings",
    place: "foot",
    matron: "foot",
    component: Settings,
  },
];
