import type { Feature } from "../../app/screens";
import { boardText } from "../../text/board";
import Board from "./Board.svelte";

export const screens: Feature["screens"] = [
  {
    path: "board",
    label: boardText.name,
    icon: "layout-grid",
    place: "main",
    matron: "main",
    component: Board,
  },
];

/** Where Find opens a card. */
export const links = { card: (id: string): string[] => ["board", "card", id] };
