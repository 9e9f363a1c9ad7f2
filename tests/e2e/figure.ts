import { readFileSync } from "node:fs";
import type { CDPSession, Page } from "@playwright/test";

/** Turns of the yardstick's loop. */
const TURNS = 30_000_000;
/** What the yardstick takes where the figures were set, ms. */
const YARD_MS = 240;

/** Counts the page's own time on the processor: what other programs on the machine do does not count. */
export async function processorTime(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return session;
}

/** The time the page's main thread has had so far, ms. */
export async function threadMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find((metric) => metric.name === "TaskDuration")?.value ?? 0) * 1000;
}

/**
 * The time the browser's pages have had on the processor so far, ms, by process: a page that is loaded anew may get
 * another one.
 */
async function pagesMs(page: Page): Promise<Map<number, number>> {
  const browser = page.context().browser();
  if (!browser) throw new Error("no browser to ask");
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const pages = processInfo.filter((one) => one.type === "renderer");
  return new Map(pages.map((one) => [one.id, one.cpuTime * 1000]));
}

/** How long pages and a program were at work on the processor while something was done, ms. */
export async function workMs(page: Page, pid: number, done: () => Promise<void>): Promise<number> {
  const program = programMs(pid);
  const before = await pagesMs(page);
  await done();
  let work = programMs(pid) - program;
  for (const [id, after] of await pagesMs(page)) work += after - (before.get(id) ?? 0);
  return work;
}

/** The time a program has had on the processor so far, ms (`proc(5)`, fields utime and stime; 100 ticks a second). */
function programMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * How many times slower this machine is at the moment than the one the figures were set on, never under 1: the
 * same loop on the same thread, the least disturbed of five.
 */
export async function slowness(page: Page, session: CDPSession): Promise<number> {
  let least = Infinity;
  for (let n = 0; n < 5; n += 1) {
    const before = await threadMs(session);
    await page.evaluate((turns) => {
      let sum = 0;
      for (let turn = 0; turn < turns; turn += 1) sum = (sum * 31 + turn) | 0;
      return sum;
    }, TURNS);
    least = Math.min(least, (await threadMs(session)) - before);
  }
  return Math.max(1, least / YARD_MS);
}
