import type { RunningHost } from "./host";
import { ask, send } from "./test";
import { smallWard } from "./ward";

/** A small ward to stand on: three tiles and a few cards in known places. */
export interface SmallWard {
  /** Tile ids by initials. */
  tiles: Record<string, string>;
  /** Card ids by title. */
  cards: Record<string, string>;
}

/** Starts Ward 6A with tiles and no cards. */
export async function startWard(host: RunningHost): Promise<SmallWard> {
  return { ...(await smallWard(host)), cards: {} };
}

/** Adds a card and answers its id. */
export async function addCard(
  host: RunningHost,
  title: string,
  place: { lane?: string; column?: string; owner?: string } = {},
): Promise<string> {
  const { id } = (await send(host, "card_add", { title, ...place })) as { id: string };
  return id;
}

/** The ward with cards across the board. */
export async function boardWard(host: RunningHost): Promise<SmallWard> {
  const ward = await startWard(host);
  const list: [string, { lane?: string; column?: string; owner?: string }][] = [
    ["Chase hoist repair", { lane: "quality", column: "doing", owner: ward.tiles["SM"] ?? "" }],
    ["Low bed for bay 3", { lane: "quality", column: "new" }],
    ["Turns sheet restarted in bay 2", { lane: "quality", column: "new" }],
    ["Call bells in reach at every round", { lane: "service", column: "agreed" }],
    ["Medicines to take home by 11:00", { lane: "delivery", column: "doing" }],
    ["Quiet hour after lunch", {}],
  ];
  for (const [title, place] of list) ward.cards[title] = await addCard(host, title, place);
  return ward;
}

/** Holds a tile the way a person does, with a tap in the picker. */
export async function holdTile(page: import("@playwright/test").Page, initials: string): Promise<void> {
  await page.getByRole("button", { name: "Tap your tile" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: new RegExp(`^${initials}\\b`) })
    .click();
}

/** The column a card stands in, as the store says. */
export async function columnOf(host: RunningHost, id: string): Promise<string> {
  const detail = (await ask(host, "card_get", { id })) as { card: { column: string } };
  return detail.card.column;
}
