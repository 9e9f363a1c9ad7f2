import type { Page } from "@playwright/test";
import { axeFaults, axeFaultsInThemes } from "./axe";
import { cutWords } from "./cut";
import { FACES, FRAME, settingsParts, unmatched, type Face } from "./faces";
import { startHost, type RunningHost } from "./host";
import { picture, sidewaysScroll } from "./shots";
import { expect, send, test as base } from "./test";
import { smallWard } from "./ward";

/** Besides the test's own ward, a PC without one. */
const test = base.extend<{ empty: RunningHost }>({
  // eslint-disable-next-line no-empty-pattern
  empty: async ({}, use) => {
    const host = await startHost();
    await use(host);
    await host.stop();
  },
});

/** `ONLY=board,today` walks only the faces whose names start so; a way to look at one while drawing it. */
const only = (process.env["ONLY"] ?? "").split(",").filter(Boolean);

/** Opens a face as a person would, from a fresh page. */
async function open(page: Page, host: RunningHost, face: Face): Promise<void> {
  const at = typeof face.at === "string" ? face.at : await face.at(host);
  await page.goto("about:blank");
  await page.goto(`${host.url}/#/${at}`);
  await page.locator("h1").first().waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
  await face.open?.(page);
  await page.evaluate(() => document.fonts.ready);
}

/**
 * Walks every face of every screen of the registry, hands each one over, and goes on after a fault: the answer
 * is every fault there is, so that one run tells all.
 */
async function walk(
  page: Page,
  host: RunningHost,
  empty: RunningHost,
  look: (face: Face) => Promise<string[]>,
): Promise<{ seen: number; faults: string[] }> {
  // A button that is not there is one fault, not the end of the walk.
  page.setDefaultTimeout(20_000);
  await page.goto(`${host.url}/#/settings`);
  const parts = page.getByRole("navigation", { name: "Parts of settings" });
  await parts.waitFor();
  const faces = Object.entries({ ...FACES, settings: await settingsParts(page) }).flatMap(([path, list]) =>
    list.map((face) => ({ face, where: path === "start" ? empty : host })),
  );
  for (const face of FRAME) faces.push({ face, where: host });
  const chosen = faces.filter(
    ({ face }) => only.length === 0 || only.some((start) => face.name.startsWith(start)),
  );
  const inOrder = [...chosen.filter(({ face }) => !face.last), ...chosen.filter(({ face }) => face.last)];
  const faults: string[] = [];
  for (const { face, where } of inOrder) {
    if (face.name === "pin") await send(host, "pin_set", { pin: "4826" });
    await base.step(face.name, async () => {
      try {
        await open(page, where, face);
        faults.push(...(await look(face)).map((fault) => `${face.name}: ${fault}`));
      } catch (error) {
        faults.push(`${face.name}: ${String(error)}`);
      }
    });
  }
  return { seen: inOrder.length, faults };
}

test("every screen of the registry is looked at, and a new one would be missed", async ({ page, host }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/today`);
  await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  const registry = await page.evaluate(() => document.documentElement.dataset["screens"]?.split(" ") ?? []);
  expect(registry.length).toBeGreaterThan(10);
  expect(unmatched(registry, FACES)).toEqual([]);
  // The control: a screen nobody named here is found.
  expect(unmatched([...registry, "wall"], FACES)).toEqual(["wall: not looked at"]);
  expect(unmatched(registry.slice(1), FACES)).toHaveLength(1);
});

test("what is cut is seen to be cut", async ({ page, host }) => {
  await smallWard(host);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${host.url}/#/today`);
  await page.getByRole("heading", { name: "Who does what" }).waitFor();
  expect(await cutWords(page)).toEqual([]);
  await page.evaluate(() => {
    const wide = document.createElement("p");
    wide.textContent = "These words leave the window";
    wide.style.cssText = "white-space: nowrap; width: 60rem; text-align: right";
    document.querySelector("main")?.append(wide);
  });
  expect(await cutWords(page)).toHaveLength(1);
  await page.evaluate(() => {
    const narrow = document.createElement("p");
    narrow.textContent = "Squeezed";
    narrow.style.cssText = "width: 1em; overflow-wrap: anywhere";
    document.querySelector("main")?.append(narrow);
  });
  expect(await cutWords(page)).toHaveLength(2);
});

test("what nobody can read is found in the theme it is in", async ({ page, host }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/today`);
  await page.getByRole("heading", { name: "Who does what" }).waitFor();
  await page.evaluate(() => {
    const rules = new CSSStyleSheet();
    rules.replaceSync("[data-theme='dark'] .pale { color: #333; background: #222 }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, rules];
    const pale = document.createElement("p");
    pale.className = "pale";
    pale.textContent = "Nobody reads this in the dark";
    document.querySelector("main")?.append(pale);
  });
  const faults = await axeFaultsInThemes(page);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(/^dark: color-contrast/);
});

test.describe("the made-up ward", () => {
  test.use({ hostOptions: { demo: true } });
  test.describe.configure({ timeout: 1_800_000 });

  test("every screen in light, dark, high contrast and forced colours: no serious faults, with pictures", async ({
    page,
    host,
    empty,
  }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    const { seen, faults } = await walk(page, host, empty, (face) =>
      axeFaultsInThemes(page, async (theme) => {
        if (theme !== "forced") await picture(page, theme, face.name);
      }),
    );
    expect(faults).toEqual([]);
    expect(seen).toBeGreaterThan(only.length > 0 ? 0 : 50);
  });

  test("every screen at 320 px, which is 400% zoom: one column, nothing cut, no faults", async ({
    page,
    host,
    empty,
  }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.setViewportSize({ width: 320, height: 640 });
    const { faults } = await walk(page, host, empty, async (face) => {
      await picture(page, "320", face.name, true);
      const sideways = await sidewaysScroll(page);
      return [
        ...(sideways > 0 ? [`scrolls ${sideways} px sideways`] : []),
        ...(await cutWords(page)),
        ...(await axeFaults(page)),
      ];
    });
    expect(faults).toEqual([]);
  });
});
