import type { Feature } from "../../app/screens";
import { router } from "../../app/router.svelte";
import { here } from "../../state/ward.svelte";
import { groupText } from "../../text/frame";
import { ideasText } from "../../text/ideas";
import Ideas from "./Ideas.svelte";

export const screens: Feature["screens"] = [
  { path: "ideas", label: ideasText.name, icon: "lightbulb", place: "none", component: Ideas },
];

export const links: Feature["links"] = { idea: () => ["ideas"] };

export const actions: Feature["actions"] = () => [
  {
    id: "go.ideas",
    label: ideasText.name,
    group: groupText.go,
    icon: "lightbulb",
    words: ["answer", "better if"],
    when: () => here.writes,
    run: () => router.go("ideas"),
  },
];
