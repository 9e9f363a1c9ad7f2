import { expect, type Page } from "@playwright/test";

/** A page driven by keys alone: a press of the mouse anywhere fails the test. */
export class Keyboard {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Starts listening for the mouse. Call before the first `goto`. */
  static async only(page: Page): Promise<Keyboard> {
    await page.addInitScript(() => {
      const w = window as unknown as { mouseUsed: boolean };
      w.mouseUsed = false;
      addEventListener("pointerdown", () => (w.mouseUsed = true), true);
    });
    return new Keyboard(page);
  }

  /** Fails when a pointer was pressed. */
  async expectNoMouse(): Promise<void> {
    const used = await this.page.evaluate(() => (window as unknown as { mouseUsed: boolean }).mouseUsed);
    expect(used, "the mouse was used in a keyboard journey").toBe(false);
  }

  /** Presses Tab (or Shift+Tab) until the element with this role and name has the focus. */
  async to(
    role: Parameters<Page["getByRole"]>[0],
    name: string | RegExp,
    options: { back?: boolean; limit?: number } = {},
  ): Promise<void> {
    const want = this.page.getByRole(role, { name, exact: typeof name === "string" }).first();
    await want.waitFor();
    const limit = options.limit ?? 120;
    for (let presses = 0; presses < limit; presses += 1) {
      if (await want.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press(options.back ? "Shift+Tab" : "Tab");
    }
    throw new Error(`${limit} presses of Tab did not reach ${String(role)} "${String(name)}"`);
  }

  /** Goes there and presses Enter. */
  async enter(role: Parameters<Page["getByRole"]>[0], name: string | RegExp): Promise<void> {
    await this.to(role, name);
    await this.page.keyboard.press("Enter");
    await this.expectNoMouse();
  }

  /** Goes to a text box and types. */
  async type(name: string | RegExp, text: string): Promise<void> {
    await this.to("textbox", name);
    await this.page.keyboard.type(text);
  }

  /** Opens the palette and runs the action these words find first. */
  async palette(words: string): Promise<void> {
    await this.page.keyboard.press("Control+k");
    await this.page.getByRole("combobox").waitFor();
    await this.page.keyboard.type(words);
    await this.page.keyboard.press("Enter");
  }

  /**
   * Chooses in a list that has the focus, by the first letters of a line. All letters go off together: the browser
   * takes those that come more than a second apart for a new word.
   */
  async choose(letters: string): Promise<void> {
    await Promise.all(Array.from(letters, (letter) => this.page.keyboard.press(letter)));
  }

  press(keys: string): Promise<void> {
    return this.page.keyboard.press(keys);
  }
}
