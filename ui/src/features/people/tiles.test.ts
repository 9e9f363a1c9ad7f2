import { expect, test } from "vitest";
import type { TileView } from "../../api/generated/wire";
import { grouped } from "./tiles";

const tile = (initials: string, group: string, active = true): TileView => ({
  id: initials + group,
  initials,
  role: "hca",
  group,
  colour: "",
  active,
});

test("groups keep the store's order, people who left are not offered, letters narrow", () => {
  const tiles = [
    tile("SM", "leading"),
    tile("AB", "nurses"),
    tile("SM", "hcas"),
    tile("XX", "hcas", false),
    tile("Bank", "bank"),
  ];
  expect(grouped(tiles, "").map((g) => g.group)).toEqual(["leading", "nurses", "hcas", "bank"]);
  expect(grouped(tiles, " sm ").flatMap((g) => g.tiles.map((t) => t.group))).toEqual(["leading", "hcas"]);
  expect(grouped(tiles, "xx")).toEqual([]);
});
