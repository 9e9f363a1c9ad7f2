import type { Feature } from "../../app/screens";
import PinAsk from "./PinAsk.svelte";
import WhoPicker from "./WhoPicker.svelte";
import { peopleText } from "../../text/people";

export const screens: Feature["screens"] = [
  {
    path: "who",
    label: peopleText.title,
    icon: "user-round",
    place: "none",
    everywhere: true,
    component: WhoPicker,
  },
  {
    path: "pin",
    label: peopleText.pinTitle,
    icon: "lock",
    place: "none",
    everywhere: true,
    component: PinAsk,
  },
];
