import type { Feature } from "../../app/screens";
import { howText } from "../../text/how";
import How from "./How.svelte";

export const screens: Feature["screens"] = [
  { path: "how", label: howText.name, icon: "book-open", place: "main", component: How },
];

export const links: Feature["links"] = { standard_work: (id) => ["how", id] };
