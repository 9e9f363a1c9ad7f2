import type { Feature } from "../../app/screens";
import { router } from "../../app/router.svelte";
import { here } from "../../state/ward.svelte";
import { groupText } from "../../text/frame";
import { huddleText } from "../../text/huddle";
import Huddle from "./Huddle.svelte";

export const screens: Feature["screens"] = [
  { path: "huddle", label: huddleText.name, icon: "users", place: "main", keys: "Alt+2", component: Huddle },
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
    when: () => here.ward !== null,
    run: () => router.go("huddle", "past"),
  },
];
