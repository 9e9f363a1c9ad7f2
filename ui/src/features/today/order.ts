import type { ActionView } from "../../api/generated/wire";

/** Whoever holds the tile sees their own first; otherwise the store's order stands (late first). */
export function mineFirst(actions: readonly ActionView[], tile: string | null): ActionView[] {
  if (!tile) return [...actions];
  return [...actions.filter((a) => a.owner_id === tile), ...actions.filter((a) => a.owner_id !== tile)];
}
