import type { TileView } from "../../api/generated/wire";

/** Tiles of one group, in the ward's order. */
export interface TileGroup {
  group: string;
  tiles: TileView[];
}

/** Groups the tiles in use as the store orders them (visiting people last), keeping those that match the letters. */
export function grouped(tiles: readonly TileView[], letters: string): TileGroup[] {
  const want = letters.trim().toLowerCase();
  const found: TileGroup[] = [];
  for (const tile of tiles) {
    if (!tile.active || !tile.initials.toLowerCase().includes(want)) continue;
    const group = found.find((known) => known.group === tile.group);
    if (group) group.tiles.push(tile);
    else found.push({ group: tile.group, tiles: [tile] });
  }
  return found;
}
