import type { Page } from "@playwright/test";
import type { RunningHost } from "./host";
import { send } from "./test";
import { smallWard } from "./ward";

/** A ward with a daily share out of ten, a weekly count and a daily count. */
export interface MeasuredWard {
  tiles: Record<string, string>;
  /** Measure ids by name. */
  measures: Record<string, string>;
}

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 10, 22);

/** The date so many days before Sunday 22 November 2026. */
export function daysAgo(days: number): string {
  return new Date(START - days * DAY_MS).toISOString().slice(0, 10);
}

/** Sets a daily count of the safe care lane up; `more` replaces what is different. Answers its id. */
async function defineCount(
  host: RunningHost,
  name: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const { id } = (await send(host, "measure_define", {
    name,
    definition: `We count ${name.toLowerCase()} the same way each time.`,
    unit: "count",
    value_kind: "count",
    frequency: "daily",
    direction: "down",
    decimals: 0,
    lane: "quality",
    ...more,
  })) as { id: string };
  return id;
}

/** Sets three measures up and enters twenty readings each, the newest yesterday (last week for the weekly one). */
export async function measuredWard(host: RunningHost): Promise<MeasuredWard> {
  const { tiles } = await smallWard(host);
  const measures: Record<string, string> = {};
  const define = async (name: string, more: Record<string, unknown>): Promise<string> =>
    (measures[name] = await defineCount(host, name, more));
  const bells = await define("Call bell in reach", {
    lane: "service",
    value_kind: "percent",
    unit: "percent",
    numerator_label: "in reach",
    sample: 10,
    direction: "up",
    target: 95,
  });
  const falls = await define("Falls", { frequency: "weekly", unit: "falls" });
  const drinks = await define("Jugs out of reach", { lane: "service" });
  for (let i = 20; i >= 1; i -= 1) {
    const wobble = (i * 7) % 4;
    await send(host, "reading_set", {
      measure: bells,
      period: `daily:${daysAgo(i)}`,
      n: 6 + wobble,
      nothing_due: false,
    });
    await send(host, "reading_set", {
      measure: drinks,
      period: `daily:${daysAgo(i)}`,
      value: wobble,
      nothing_due: false,
    });
    await send(host, "reading_set", {
      measure: falls,
      period: `weekly:${daysAgo(6 + i * 7)}`,
      value: wobble + 2,
      nothing_due: false,
    });
  }
  return { tiles, measures };
}

/** Sets up so many daily counts without a number: so many boxes are due. */
export async function dueMeasures(host: RunningHost, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push(await defineCount(host, name));
  return ids;
}

/** Pastes a text into the box that has the focus, as the browser does after Ctrl+V. */
export async function pasteText(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);
}
