import type { Page } from "@playwright/test";
import { axeFaults, axeFaultsInThemes } from "./axe";
import { cutWords } from "./cut";
import { FACES, FRAME, settingsParts, unmatched, type Face } from "./faces";
import { startHost, type RunningHost } from "./host";
import { picture, sidewaysScroll } from "./shots";
import { answered, expect, send, test as base } from "./test";
import { smallWard } from "./ward";

/** Besides the test's own ward, a PC without one. */
const test = base.extend<{ empty: RunningHost }>({
  // eslint-disable-next-line no-empty-pattern -- the test tool reads which fixtures are wanted from this pattern
  empty: async ({}, use) => {
    const host = await startHost();
    await use(host);
    await host.stop();
  },
});

/** `ONLY=board,today` walks only the faces whose names start so; a way to look at one while drawing it. */
const only = (process.env["ONLY"] ?? "").split(",").filter(Boolean);

/** What stands over every screen and is no screen, as a name beside those of the registry. */
const OVER = "over every screen";

/**
 * The screens in parts of about as many faces each, so that the parts can be walked side by side: each one goes to the
 * part that has the fewest so far. The parts of Settings are counted from its own list when they are walked.
 */
const PARTS = ((): string[][] => {
  const faces = { ...FACES, [OVER]: FRAME, settings: Array.from({ length: 14 }) };
  const parts = Array.from({ length: 5 }, () => ({ paths: [] as string[], faces: 0 }));
  for (const [path, list] of Object.entries(faces).toSorted(([, a], [, b]) => b.length - a.length)) {
    const least = parts.reduce((a, b) => (b.faces < a.faces ? b : a));
    least.paths.push(path);
    least.faces += list.length;
  }
  return parts.map((part) => part.paths);
})();

/** Opens a face as a person would, from a fresh page; another query makes the page load anew. */
async function open(page: Page, host: RunningHost, face: Face): Promise<void> {
  const at = typeof face.at === "string" ? face.at : await face.at(host);
  await page.goto(`${host.url}/?${encodeURIComponent(face.name)}#/${at}`);
  await page.locator("h1").first().waitFor({ state: "attached" });
  await answered(page);
  await face.open?.(page);
  await page.evaluate(() => document.fonts.ready);
}

/**
 * Walks every face of the screens named, hands each one over, and goes on after a fault: the answer is every fault
 * there is, so that one run tells all.
 */
async function walk(
  page: Page,
  host: RunningHost,
  empty: RunningHost,
  paths: readonly string[],
  look: (face: Face) => Promise<string[]>,
): Promise<{ seen: number; faults: string[] }> {
  // A button that is not there is one fault, not the end of the walk.
  page.setDefaultTimeout(20_000);
  const faces: { face: Face; where: RunningHost }[] = [];
  for (const path of paths) {
    let list = path === OVER ? FRAME : (FACES[path] ?? []);
    if (path === "settings") {
      await page.goto(`${host.url}/#/settings`);
      await page.getByRole("navigation", { name: "Parts of settings" }).waitFor();
      list = [...list, ...(await settingsParts(page))];
    }
    expect(list.length, `faces of ${path}`).toBeGreaterThan(0);
    for (const face of list) faces.push({ face, where: path === "start" ? empty : host });
  }
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
  // Every one of them is in one part of the walk, and so is what stands over them.
  expect(PARTS.flat().toSorted()).toEqual([...registry, OVER].toSorted());
  expect([...Object.values(FACES), FRAME].flat().length).toBeGreaterThan(50);
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

  for (const [at, paths] of PARTS.entries()) {
    const part = `part ${at + 1} of ${PARTS.length}`;

    test(`every screen in light, dark, high contrast and forced colours: no serious faults; ${part}`, async ({
      page,
      host,
      empty,
    }) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      const { seen, faults } = await walk(page, host, empty, paths, (face) =>
        axeFaultsInThemes(page, async (theme) => {
          if (theme !== "forced") await picture(page, theme, face.name);
        }),
      );
      expect(faults).toEqual([]);
      if (only.length === 0) expect(seen).toBeGreaterThan(5);
    });

    test(`every screen at 320 px, which is 400% zoom: one column, nothing cut, no faults; ${part}`, async ({
      page,
      host,
      empty,
    }) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.setViewportSize({ width: 320, height: 640 });
      const { faults } = await walk(page, host, empty, paths, async (face) => {
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
  }
});
