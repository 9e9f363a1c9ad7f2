import type { Feature } from "../../app/screens";
import { startText } from "../../text/start";
import FirstStart from "./FirstStart.svelte";
import SetUp from "./SetUp.svelte";

export const screens: Feature["screens"] = [
  { path: "start", label: startText.name, icon: "plus", place: "none", bare: true, component: FirstStart },
  { path: "setup", label: startText.setUpName, icon: "settings", place: "none", component: SetUp },
];
