import { router } from "../../app/router.svelte";
import type { Feature } from "../../app/screens";
import { here } from "../../state/ward.svelte";
import { groupText } from "../../text/frame";
import { pileText } from "../../text/pile";
import Pile from "./Pile.svelte";

export const screens: Feature["screens"] = [
  {
    path: "pile",
    label: pileText.name,
    icon: "calendar-days",
    place: "none",
    matron: "main",
    component: Pile,
    withoutWard: true,
  },
];

export const actions: Feature["actions"] = () => [
  {
    id: "go.pile",
    label: pileText.name,
    group: groupText.go,
    icon: "calendar-days",
    words: ["matron", "compare", "wards", "week files", "pile"],
    when: () => !here.matron,
    run: () => router.go("pile"),
  },
];
