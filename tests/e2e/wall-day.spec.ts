import type { CDPSession, Page } from "@playwright/test";
import { addCard } from "./cards";
import type { RunningHost } from "./host";
import { advance, ask, expect, send, test } from "./test";

const LONG = process.env["HUDDLE_LONG"] === "1";
/**
 * How much faster the wall's time runs. Pages turn every 25 ms instead of 20 s; the ward is asked every 750 ms instead
 * of 30 s, so that a slow host is not asked more than it can answer. In the long run both are in step: 100 and 150 ms.
 */
const FASTER = LONG ? { turning: 200, asking: 200 } : { turning: 800, asking: 40 };
/**
 * Pages turned before the first look: what is made once has been made. The script engine goes on making its own notes
 * of code for some 1,500 pages (2.85 MB after 200, 3.05 after 800, 3.17 after 1,600, 3.17 after 3,200), so the long run
 * waits for eight hours of pages.
 */
const WARM = LONG ? 8 * 180 : 60;
/** Pages turned between the looks; the long run makes a whole day of it. */
const TURNS = LONG ? 24 * 180 : 120;
/** Pages turned with a leak. */
const LEAKING = 60;
/** What the page may hold more at the end, as a part of what it held first. */
const MOST_GROWTH = 0.05;
/** Nodes and listeners that may come and go from one look to the next. */
const LOOSE = { nodes: 50, listeners: 10 };

interface Held {
  heap: number;
  nodes: number;
  listeners: number;
}

/** The wall's first page. */
const FIRST_PAGE = "At a glance";

/**
 * What the wall holds once all that can go has gone. It is held still for it, each time at its first page: every page
 * holds its own, and which of them a slow machine happens to look at must not matter.
 */
async function held(page: Page, cdp: CDPSession): Promise<Held> {
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Carry on" })).toBeVisible();
  const title = page.getByRole("heading", { level: 1 });
  for (let pages = 0; pages < 200 && (await title.innerText()) !== FIRST_PAGE; pages += 1) {
    await page.keyboard.press("ArrowRight");
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
  }
  await expect(title).toHaveText(FIRST_PAGE);
  const least: Held = { heap: Infinity, nodes: Infinity, listeners: Infinity };
  for (let look = 0; look < 10; look += 1) {
    await cdp.send("HeapProfiler.collectGarbage");
    const { usedSize } = await cdp.send("Runtime.getHeapUsage");
    const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
    least.heap = Math.min(least.heap, usedSize);
    least.nodes = Math.min(least.nodes, nodes);
    least.listeners = Math.min(least.listeners, jsEventListeners);
  }
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  return least;
}

/** Says whether more than may come and go is held than before. */
function leaks(first: Held, last: Held): string[] {
  return (["nodes", "listeners"] as const).flatMap((what) =>
    last[what] > first[what] * (1 + MOST_GROWTH) + LOOSE[what]
      ? [`${what}: ${first[what]} and then ${last[what]}`]
      : [],
  );
}

/** How long a page stays on a wall whose time does not run faster. */
const PAGE_MS = 20_000;

/**
 * Waits until so many more pages have turned. They turn by themselves: a slow machine only takes longer. The ward's
 * clock goes on by what they take, so that a day of pages has its night and its midnight.
 */
async function turned(page: Page, host: RunningHost, more: number): Promise<void> {
  const turns = (): Promise<number> => page.evaluate(() => (window as unknown as { turns: number }).turns);
  const before = await turns();
  let last = before;
  const look = async (): Promise<number> => {
    const now = await turns();
    if (LONG && now > last) await advance(host, (now - last) * PAGE_MS);
    last = now;
    return now;
  };
  await expect.poll(look, { timeout: 1_200_000, intervals: [500] }).toBeGreaterThanOrEqual(before + more);
}

// A recorded trace keeps what was on the page.
test.use({ trace: "off", hostOptions: { demo: true } });
test.describe.configure({ timeout: 1_800_000 });

test("the wall holds no more after many pages than after its first ones; a leak would show", async ({
  page,
  host,
}) => {
  const ward = (await ask(host, "ward_get")) as { tiles: { id: string }[] };
  const raised = { audience: "wall", read_back: true, kept_because: "agreed" };
  for (let n = 0; n < 12; n += 1) {
    const id = await addCard(host, `Low bed number ${n}`, { lane: "quality", column: "doing" });
    await send(host, "audience_set", { id, ...raised }, ward.tiles[0]?.id ?? null);
  }
  // Not the test tool's clock: what it keeps of each step would be weighed with the page.
  await page.addInitScript((faster) => {
    const counted = Object.assign(window, { turns: 0 });
    const { setTimeout: later, setInterval: often } = window;
    const soon = (ms: number, by: number): number => (ms > 1_000 ? ms / by : ms);
    Object.assign(window, {
      setTimeout: (run: () => void, ms = 0) => later(run, soon(ms, faster.turning)),
      setInterval: (run: () => void, ms = 0) => often(run, soon(ms, faster.asking)),
    });
    new MutationObserver((seen) => {
      for (const { addedNodes } of seen)
        for (const node of addedNodes) if (node.nodeName === "SECTION") counted.turns += 1;
    }).observe(document, { childList: true, subtree: true });
  }, FASTER);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`${host.url}/display.html`);
  const cdp = await page.context().newCDPSession(page);
  await turned(page, host, WARM);
  const first = await held(page, cdp);
  await turned(page, host, TURNS);
  const last = await held(page, cdp);
  const growth = (last.heap - first.heap) / first.heap;
  process.stdout.write(
    `wall, ${TURNS} pages: ${JSON.stringify(first)}, then ${JSON.stringify(last)}, ` +
      `script heap ${(growth * 100).toFixed(1)}%\n`,
  );
  expect(leaks(first, last)).toEqual([]);
  // Over a few minutes the script engine's own notes weigh more than any leak; over a day they do not.
  if (LONG) expect(growth).toBeLessThan(MOST_GROWTH);

  // The control: pages that are taken away and kept.
  await page.evaluate(() => {
    const kept: Node[] = [];
    new MutationObserver((seen) => seen.forEach((one) => kept.push(...one.removedNodes))).observe(
      document.body,
      { childList: true, subtree: true },
    );
  });
  await turned(page, host, LEAKING);
  expect(leaks(first, await held(page, cdp))).not.toEqual([]);
});
