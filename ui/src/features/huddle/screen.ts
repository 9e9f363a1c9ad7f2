import type { Feature } from "../../app/screens";
import { router } from "../../app/router.svelte";
import { here } from "../../state/ward.svelte";
import { groupText } from "../../text/frame";
import { addDays } from "../../text/format";
import { huddleText } from "../../text/huddle";
import { paperText } from "../../text/paper";
import Huddle from "./Huddle.svelte";

export const screens: Feature["screens"] = [
  {
    path: "huddle",
    label: huddleText.name,
    icon: "users",
    place: "main",
    matron: "not_held",
    keys: "Alt+2",
    component: Huddle,
  },
];

/** A huddle's title is its date; which shift it was, the screen finds by its id. */
export const links: Feature["links"] = { huddle: (id, date) => ["huddle", "record", date, id] };

export const actions: Feature["actions"] = () => [
  {
    id: "go.huddles",
    label: huddleText.past,
    group: groupText.go,
    icon: "history",
    words: ["yesterday", "last huddle", "not held"],
    when: () => here.writes,
    run: () => router.go("huddle", "past"),
  },
  {
    id: "go.paper",
    label: paperText.name,
    group: groupText.go,
    icon: "pencil",
    words: ["paper", "PC was down", "typed in later", "yesterday"],
    when: () => here.writes,
    run: () => router.go("huddle", "paper", addDays(here.clock?.shift.date ?? "", -1)),
  },
];
