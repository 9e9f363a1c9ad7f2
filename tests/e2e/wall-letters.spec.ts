import type { Page } from "@playwright/test";
import { addCard } from "./cards";
import type { RunningHost } from "./host";
import { ask, expect, send, shot, test } from "./test";
import { raise, raiseAll, wallPage } from "./wall";

/** Words as people type them at their longest: whole sentences, long words, and one word without an end. */
const WORDS = [
  "bay",
  "hoist",
  "medicines",
  "Unverhältnismäßigkeitsüberprüfung",
  "physiotherapist-led-discharge-planning",
  "cyfrifoldebau",
  "odpowiedzialność",
  "W".repeat(200),
];

/** A chance that repeats: `SEED=7 cargo xtask e2e wall-letters` tries other words. */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A text of just so many characters. */
function words(chance: () => number, long: number): string {
  const said: string[] = [];
  while (said.join(" ").length < long) said.push(WORDS[Math.floor(chance() * WORDS.length)] ?? "bay");
  return said.join(" ").slice(0, long).trim();
}

/** Three of everything the wall shows, each text as long as it may be. */
async function longest(host: RunningHost, chance: () => number): Promise<void> {
  const ward = (await ask(host, "ward_get")) as { tiles: { id: string }[] };
  const tile = ward.tiles[0]?.id ?? "";
  const idOf = async (name: string, body: object): Promise<string> =>
    (await send(host, name, body, tile))["id"] as string;
  for (let n = 0; n < 3; n += 1) {
    const card = await addCard(host, words(chance, 80), { lane: "quality", column: "doing" });
    const thanks = { notice_kind: "thanks", text: words(chance, 140), to: words(chance, 60) };
    const idea = await idOf("idea_add", { text: words(chance, 140), anonymous: true });
    const asked = await idOf("escalation_write", {
      to: "estates",
      need: words(chance, 140),
      urgency: "today",
      told_who: "JT",
      told_how: "phone",
      told_at: Date.UTC(2026, 10, 22, 7, 30),
    });
    const measure = await idOf("measure_define", {
      name: words(chance, 80),
      lane: "quality",
      definition: "Counted each week.",
      value_kind: "count",
      unit: "count",
      frequency: "weekly",
      direction: "down",
      decimals: 0,
    });
    if (n > 0) {
      await send(host, "idea_reply", { id: idea, state: "trying", reply: words(chance, 200) }, tile);
      const answer = { id: asked, answer: words(chance, 280), answered_by: "estates" };
      await send(host, "escalation_answer", answer, tile);
    }
    for (const id of [card, await idOf("notice_add", thanks), idea, asked, measure])
      await raise(host, id, tile);
  }
}

/** Waits until the page has measured what fits and stands still for five frames. */
async function settled(wall: Page): Promise<void> {
  await wall.evaluate(async () => {
    const frame = (): Promise<unknown> => new Promise((painted) => requestAnimationFrame(painted));
    let [before, still] = ["", 0];
    while (still < 5) {
      await frame();
      const now = document.querySelector("main")?.innerHTML ?? "";
      still = now === before ? still + 1 : 0;
      before = now;
    }
  });
}

/** The smallest letters of a page in pixels, and what of its entries cannot be seen. */
async function seen(wall: Page): Promise<{ least: number; lost: string[] }> {
  return wall.evaluate(() => {
    let least = Infinity;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const parent = texts.currentNode.parentElement;
      if (!parent || !texts.currentNode.nodeValue?.trim()) continue;
      if (parent.closest("script, style, title, desc, .visually-hidden, [aria-live]")) continue;
      // Letters inside a drawing would be scaled with it; there are to be none.
      if (parent.closest("svg")) return { least: 0, lost: [] };
      least = Math.min(least, Number.parseFloat(getComputedStyle(parent).fontSize));
    }
    const box = document.querySelector(".entries")?.getBoundingClientRect();
    const entries = [...document.querySelectorAll<HTMLElement>("[data-entry]:not(.out)")];
    const lost = entries.flatMap((entry) =>
      [entry, ...entry.querySelectorAll("*")].flatMap((part) => {
        const { right, bottom } = part.getBoundingClientRect();
        // What a text's own end leaves out is marked with dots; the lines behind it are not on the wall.
        const cut = part.parentElement?.closest("p");
        const inside = cut ? cut.scrollHeight > cut.clientHeight + 1 : false;
        if (!box || inside || (right <= box.right + 1 && bottom <= box.bottom + 1)) return [];
        return [`${part.tagName} ${part.textContent?.slice(0, 40) ?? ""}`];
      }),
    );
    return { least, lost };
  });
}

const LONG = process.env["HUDDLE_LONG"] === "1";
/** Every page is looked at on the smallest, the usual and the largest screen; on all of them in the long run. */
const WHOLE = ["43 at 5", "55 at 4", "75 at 3"];
const FEW = 6;

test.use({ hostOptions: { demo: true } });
test.describe.configure({ timeout: 600_000 });

test("letters are as tall as the formula says on every screen, never under 16 minutes of arc, and nothing is lost", async ({
  browser,
  host,
}) => {
  const seed = Number(process.env["SEED"] ?? 0xb13);
  await raiseAll(host);
  await longest(host, chanceOf(seed));
  const wall = await wallPage(browser, host);
  const title = wall.getByRole("heading", { level: 1 });
  for (const inches of [43, 55, 65, 75]) {
    for (const metres of [3, 4, 5]) {
      await send(host, "pc_setting_set", { key: "wall_inches", value: inches });
      await send(host, "pc_setting_set", { key: "wall_metres", value: metres });
      await wall.reload();
      await title.waitFor();
      // Held still, so that no page turns by itself while it is looked at.
      await wall.keyboard.press("Space");
      const capital = await wall.evaluate(async () => {
        await document.fonts.ready;
        const context = document.createElement("canvas").getContext("2d");
        const style = getComputedStyle(document.querySelector("main") as Element);
        if (!context) return 0;
        // Measured at ten times the size, because the browser gives whole pixels.
        context.font = `${10 * Number.parseFloat(style.fontSize)}px ${style.fontFamily}`;
        return context.measureText("H").actualBoundingBoxAscent / 10;
      });
      const perMillimetre = Math.hypot(1920, 1080) / (inches * 25.4);
      const tall = (minutes: number): number =>
        1000 * metres * Math.tan((minutes / 60) * (Math.PI / 180)) * perMillimetre;
      const at = `${inches} inches at ${metres} m (SEED=${seed})`;
      expect(Math.abs(capital - tall(20)) / tall(20), at).toBeLessThan(0.03);
      await settled(wall);
      const first = await title.innerText();
      const parts = new Set<string>();
      const whole = LONG || WHOLE.includes(`${inches} at ${metres}`);
      for (let page = 0; page < (whole ? 80 : FEW); page += 1) {
        await settled(wall);
        const name = await title.innerText();
        if (page > 0 && name === first) break;
        parts.add(name);
        const { least, lost } = await seen(wall);
        // Capitals of Noto Sans are 0.714 of its size; half a pixel for rounding.
        expect(least * 0.714, `${at}, ${name}`).toBeGreaterThan(tall(16) - 0.5);
        expect(lost, `${at}, ${name}, page ${page}`).toEqual([]);
        if (whole) await shot(wall, `wall-${inches}-inches-${page}`);
        await wall.keyboard.press("ArrowRight");
      }
      if (!whole) continue;
      expect([...parts], at).toContain("What we asked for, and ideas");
      expect([...parts], at).toContain("Thank you!");
    }
  }
  // The controls: small letters and words that run off the page are found.
  await wall.evaluate(() => {
    const entry = document.querySelector<HTMLElement>("[data-entry]");
    entry?.insertAdjacentHTML("beforeend", "<p>small</p><p>far</p>");
    const [small, far] = [...(entry?.querySelectorAll("p") ?? [])].slice(-2);
    small?.style.setProperty("font-size", "8px");
    far?.style.setProperty("margin-left", "5000px");
  });
  const found = await seen(wall);
  expect([found.least, found.lost.some((lost) => lost.includes("far"))]).toEqual([8, true]);
});
