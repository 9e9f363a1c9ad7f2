import { expect, type Locator, type Page } from "@playwright/test";
import { startHost, type RunningHost } from "./host";
import type { Keyboard } from "./keyboard";

/** What a person needs for one press of a key and for one look at a field, in milliseconds. */
const KEY_MS = 80;
const LOOK_MS = 1_000;
/** Presses of Tab from one field to the next, more than there are. */
const TABS = 10;
/** The figure: two PCs are paired in under a minute. */
export const MINUTE_MS = 60_000;

/** Runs with a second PC that has no ward yet. */
export async function withSecondPc(
  page: Page,
  work: (there: RunningHost, other: Page) => Promise<void>,
): Promise<void> {
  const there = await startHost({ share: true });
  const other = await page.context().newPage();
  try {
    await work(there, other);
  } finally {
    await other.close();
    await there.stop();
  }
}

/** The part of Settings that is open. */
export function part(page: Page): Locator {
  return page.getByRole("region", { name: "Sharing" });
}

/** Reads at which address this PC is reached. */
export async function addressOf(page: Page): Promise<string> {
  const reach = part(page).getByText("Other PCs reach this one at").locator("strong");
  await expect(reach).toHaveText(/^127\.0\.0\.1:\d+$/);
  return (await reach.textContent()) ?? "";
}

/**
 * A person's time: keys and looks are counted, waits for the app are measured. How long the test itself takes to find
 * its way says nothing.
 */
export class PersonTime {
  spent = 0;

  /** Goes to a field and types. */
  async write(at: Keyboard, name: string, text: string): Promise<void> {
    await at.type(name, text);
    this.spent += LOOK_MS + (TABS + text.length) * KEY_MS;
  }

  /** Takes the second of two choices, from wherever the keyboard is. */
  async second(at: Keyboard, first: RegExp, options: { back?: boolean } = {}): Promise<void> {
    await at.to("radio", first, options);
    await at.press("ArrowDown");
    this.spent += LOOK_MS + (TABS + 1) * KEY_MS;
  }

  /** Goes to a button and presses it. */
  async press(at: Keyboard, name: string): Promise<void> {
    await at.enter("button", name);
    this.spent += LOOK_MS + (TABS + 1) * KEY_MS;
  }

  /** Waits for the app. */
  async wait<T>(forThis: () => Promise<T>): Promise<T> {
    this.spent += LOOK_MS + TABS * KEY_MS;
    const began = Date.now();
    const got = await forThis();
    this.spent += Date.now() - began;
    return got;
  }
}
