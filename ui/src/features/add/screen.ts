import type { Feature } from "../../app/screens";
import { adding } from "../../state/add.svelte";
import { here } from "../../state/ward.svelte";
import { addText } from "../../text/add";
import { groupText } from "../../text/frame";
import AddCard from "./AddCard.svelte";

export const screens: Feature["screens"] = [
  {
    path: "add-card",
    label: addText.title,
    icon: "plus",
    place: "none",
    everywhere: true,
    component: AddCard,
  },
];

export const actions: Feature["actions"] = () => [
  {
    id: "add.open",
    label: addText.name,
    group: groupText.any,
    keys: "Alt+A",
    icon: "plus",
    words: ["new", "card", "write"],
    when: () => here.writes,
    run: () => adding.show(),
  },
];
