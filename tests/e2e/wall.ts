import type { Browser, Page } from "@playwright/test";
import { hinder } from "./hinder";
import type { RunningHost } from "./host";
import { ask, send } from "./test";

/** Opens the wall as its own window would, on a screen of this many pixels. */
export async function wallPage(browser: Browser, host: RunningHost, stopped = false): Promise<Page> {
  const size = { width: 1920, height: 1080 };
  const context = await browser.newContext({ viewport: size, screen: size, locale: "en-GB" });
  const page = await context.newPage();
  await hinder(page);
  // Its clock is moved on by the test, so that nobody waits for it.
  if (stopped) await page.clock.install();
  await page.goto(`${host.url}/display.html`);
  return page;
}

/** Puts a record up as a script would. */
export async function raise(host: RunningHost, id: string, tile: string): Promise<void> {
  await send(host, "audience_set", { id, audience: "wall", read_back: true, kept_because: "agreed" }, tile);
}

/** Everything of the made-up ward that can be up, put up. */
export async function raiseAll(host: RunningHost): Promise<void> {
  const ward = (await ask(host, "ward_get")) as { tiles: { id: string }[] };
  const tile = ward.tiles[0]?.id ?? "";
  const board = (await ask(host, "cards_get")) as { cards: { id: string; column: string }[] };
  const measures = (await ask(host, "measures_get")) as { measures: { id: string }[] };
  const asked = (await ask(host, "escalations_get", { closed: false })) as {
    open: { id: string }[];
    answered: { id: string }[];
  };
  const ideas = (await ask(host, "ideas_get")) as { ideas: { id: string }[] };
  const ids = [
    ...board.cards.filter((card) => card.column === "doing"),
    ...measures.measures,
    ...asked.open,
    ...asked.answered,
    ...ideas.ideas,
  ].map((record) => record.id);
  for (const id of ids) await raise(host, id, tile);
  const thanks = { notice_kind: "thanks", text: "Thank you Priya for staying late on Friday", to: "Priya" };
  const { id } = (await send(host, "notice_add", thanks)) as { id: string };
  await raise(host, id, tile);
}

/** A little longer than the wall waits before it asks the ward again. */
export const ASKS_MS = 31_000;
