/** The states in which each screen is looked at. Over 400 lines because it is one list of every screen. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { RunningHost } from "./host";
import { ask } from "./test";
import { weekFiles } from "./weekFiles";

/** One face of a screen: an address, and what to press there to see it. */
export interface Face {
  /** Name of its picture and of its faults. */
  name: string;
  /** Address after `#/`, or how to find one. */
  at: string | ((host: RunningHost) => Promise<string>);
  /** Opens the dialog, the part or the menu that is looked at. */
  open?: (page: Page) => Promise<void>;
  /** It changes the ward, so it is walked after all others. */
  last?: boolean;
}

type Line = { id: string };

async function first(host: RunningHost, query: string, list: string): Promise<string> {
  const answer = (await ask(host, query)) as Record<string, Line[]>;
  const id = answer[list]?.[0]?.id;
  if (!id) throw new Error(`the made-up ward has no ${list}`);
  return id;
}

/** Presses a button (or link) by its name. */
const press =
  (...names: (string | RegExp)[]) =>
  async (page: Page): Promise<void> => {
    for (const name of names) {
      const exact = typeof name === "string";
      const target = page.getByRole("button", { name, exact }).or(page.getByRole("link", { name, exact }));
      await target.first().click();
    }
  };

/** Runs an action from the palette, as anybody can from any screen. */
const palette =
  (words: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
    await page.getByRole("combobox").waitFor({ state: "hidden" });
  };

/** A build with the typesetter, which these journeys do not have: the answer to what Settings asks says there is one. */
const packAnswer =
  (more: Record<string, unknown>) =>
  async (page: Page): Promise<void> => {
    const every = "**/api/query";
    await page.route(every, async (route) => {
      if (!route.request().postData()?.includes('"settings_get"')) return route.fallback();
      const response = await route.fetch();
      const settings = (await response.json()) as { pack: object };
      const at = Date.parse("2026-11-22T02:01:00Z");
      const pack = { ...settings.pack, makes: true, last_at: at, stale: false, ...more };
      return route.fulfill({ response, json: { ...settings, pack } });
    });
    await page.reload();
    await page.getByText(/^Last made:/).waitFor();
    await page.unroute(every);
  };

/** Eight wards' week files in a folder, most of them sound. */
async function sideBySide(page: Page): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "huddle-pile-"));
  weekFiles(folder);
  await page.getByRole("textbox", { name: "Folder of the week files" }).fill(folder);
  await page.getByRole("button", { name: "Open the folder" }).click();
  await page.getByRole("heading", { level: 2, name: "Week to Sunday 15 November" }).waitFor();
  rmSync(folder, { recursive: true, force: true });
}

const CSV = [
  "date,series,numerator,denominator",
  "2026-09-01,Night drinks offered,8,10",
  "2026-10-01,Night drinks offered,9,10",
  "2026-13-01,Night drinks offered,9,10",
].join("\n");

async function chooseCsv(page: Page): Promise<void> {
  const file = { name: "drinks.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("heading", { name: "How we read the columns" }).waitFor();
}

/** Every section of a running huddle of a ward that has changed nothing. */
const SECTIONS = [
  "Who's here",
  "Staffing and skills",
  "Last 24 hours",
  "Days since",
  "Today's risks",
  "Coming and going",
  "Kit, beds, cleaning, IT",
  "Need to know",
  "What we're improving",
  "Who does what",
  "Thank you",
];

const cardId = async (host: RunningHost): Promise<string> => {
  const board = (await ask(host, "cards_get")) as { cards: { id: string; title: string; checks: number }[] };
  const card = board.cards.find((one) => one.checks > 0) ?? board.cards[0];
  if (!card) throw new Error("the made-up ward has no cards");
  return card.id;
};

/** A card nobody has sorted yet: the made-up ward shows only what is being done on its wall. */
const newCardId = async (host: RunningHost): Promise<string> => {
  const board = (await ask(host, "cards_get")) as { to_sort: { id: string }[] };
  const card = board.to_sort[0];
  if (!card) throw new Error("the made-up ward has nothing to sort");
  return card.id;
};

async function startHuddle(page: Page): Promise<void> {
  const start = page.getByRole("button", { name: "Start the huddle" });
  const running = page.getByRole("navigation", { name: "Sections" });
  await start.or(running).first().waitFor();
  if (!(await start.isVisible())) return;
  await start.click();
  const picker = page.getByRole("dialog", { name: "Who are you?" });
  await picker.getByRole("button", { name: /^SM\b/ }).first().click();
  await running.waitFor();
}

const section =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await startHuddle(page);
    const list = page.getByRole("navigation", { name: "Sections" });
    const opener = list.getByRole("button", { name: /^Sections/ });
    if (await opener.isVisible()) await opener.click();
    await list.getByRole("button", { name: new RegExp(`^${name.replace("?", "\\?")}`) }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
  };

/**
 * What is looked at on each screen, by the screen's name in the registry. A screen that is not named here
 * fails the walk.
 */
export const FACES: Record<string, Face[]> = {
  today: [{ name: "today", at: "today" }],
  huddle: [
    { name: "huddle-before", at: "huddle" },
    { name: "huddle-not-held", at: "huddle", open: press("It was not held") },
    { name: "huddle-past", at: "huddle/past" },
    { name: "huddle-paper-new", at: "huddle/paper/2026-11-22/day" },
    { name: "huddle-paper", at: "huddle/paper/2026-11-20/day" },
    { name: "huddle-read", at: "huddle/day/2026-11-20/day" },
    { name: "huddle-read-lost", at: "huddle/day/2026-11-21/day" },
    ...SECTIONS.map((name, at) => ({
      name: `huddle-${String(at + 1).padStart(2, "0")}-${name.toLowerCase().replace(/[^a-z]+/g, "-")}`,
      at: "huddle",
      open: section(name),
      last: true,
    })),
    {
      name: "huddle-raise",
      at: "huddle",
      open: async (page) => {
        await section("Kit, beds, cleaning, IT")(page);
        await press("Raise something", "Give an action")(page);
      },
      last: true,
    },
    {
      name: "huddle-paused",
      at: "huddle",
      open: async (page) => {
        await section("Today's risks")(page);
        const opener = page.getByRole("button", { name: /^Sections/ });
        if (await opener.isVisible()) await opener.click();
        await press("Pause the huddle")(page);
        await page.getByRole("button", { name: /^Carry on from/ }).waitFor();
      },
      last: true,
    },
  ],
  board: [
    { name: "board-glance", at: "board" },
    { name: "board-status", at: "board", open: press(/^Status of Delivery/) },
    { name: "board-cards", at: "board/cards" },
    { name: "board-card", at: async (host) => `board/card/${await cardId(host)}` },
    {
      name: "board-wall",
      at: async (host) => `board/card/${await newCardId(host)}`,
      open: press("Show on the wall"),
    },
    {
      name: "board-move",
      at: "board/cards",
      open: press(/^Move to\.\.\. /),
    },
    { name: "board-away", at: "board/away" },
    { name: "board-bin", at: "board/bin" },
  ],
  measures: [
    { name: "measures", at: "measures" },
    { name: "measure", at: async (host) => `measures/${await first(host, "measures_get", "measures")}` },
    { name: "measures-pad", at: "measures/pad" },
    {
      name: "measures-earlier",
      at: async (host) => `measures/${await first(host, "measures_get", "measures")}/earlier`,
    },
    {
      name: "measures-correct",
      at: async (host) => `measures/${await first(host, "measures_get", "measures")}`,
      open: async (page) => {
        await page.getByText("Show the numbers").click();
        await page
          .getByRole("button", { name: /^Change the number for/ })
          .first()
          .click();
        await page.getByRole("dialog").waitFor();
      },
    },
    { name: "measures-new", at: "measures/new" },
    { name: "measures-library", at: "measures/library" },
    { name: "measures-import", at: "measures/import" },
    { name: "measures-import-read", at: "measures/import", open: chooseCsv },
  ],
  how: [
    { name: "how", at: "how" },
    { name: "how-new", at: "how", open: press("Write a new one") },
    { name: "how-read", at: async (host) => `how/${await first(host, "procedures_get", "procedures")}` },
    {
      name: "how-edit",
      at: async (host) => `how/${await first(host, "procedures_get", "procedures")}`,
      open: press("Change how we do it"),
      last: true,
    },
    {
      name: "how-current",
      at: async (host) => `how/${await first(host, "procedures_get", "procedures")}`,
      open: async (page) => {
        await press(/^(Change how we do it|Open the draft)$/)(page);
        await press("Make it current")(page);
      },
      last: true,
    },
  ],
  find: [
    { name: "find", at: "find" },
    {
      name: "find-found",
      at: "find",
      open: async (page) => {
        await page.getByRole("searchbox").fill("hoist");
        await page
          .getByRole("main")
          .getByText(/things? found/)
          .waitFor();
      },
    },
  ],
  // Its parts are read from its own list of places: see `settingsParts`.
  settings: [
    { name: "settings-pack-made", at: "settings/pack", open: packAnswer({}) },
    {
      name: "settings-pack-stale",
      at: "settings/pack",
      open: packAnswer({
        also_in: "/media/ward-share/Elderly care/Ward 6A/pages for a day without the PC",
        also_at: null,
        also_fault: "no_folder",
        stale: true,
      }),
    },
  ],
  crosses: [
    { name: "crosses", at: "crosses" },
    { name: "crosses-define", at: "crosses", open: press("Add something to count") },
  ],
  escalations: [
    { name: "escalations", at: "escalations" },
    {
      name: "escalations-closed",
      at: "escalations",
      open: async (page) => {
        await press("Show what is closed")(page);
        await press(/^Read it all/)(page);
      },
    },
  ],
  setup: [
    { name: "setup-people", at: "setup/people" },
    { name: "setup-lanes", at: "setup/lanes" },
    { name: "setup-crosses", at: "setup/crosses" },
  ],
  ideas: [
    { name: "ideas", at: "ideas" },
    {
      name: "ideas-answer",
      at: "ideas",
      open: async (page) => {
        await press(/^Answer it: /)(page);
        await page.getByRole("radio", { name: "Not now" }).check();
      },
    },
  ],
  improvement: [
    { name: "improvement", at: "improvement" },
    { name: "improvement-plan", at: "improvement/new" },
    {
      name: "improvement-week",
      at: async (host) => `improvement/${await first(host, "projects_get", "now")}`,
    },
    {
      name: "improvement-measure",
      at: async (host) => `improvement/${await first(host, "projects_get", "now")}`,
      open: press(/^Change it: Wait for/),
    },
    {
      name: "improvement-words",
      at: async (host) => `improvement/${await first(host, "projects_get", "now")}`,
      open: async (page) => {
        await page.getByText("Change the plan").click();
        await page.getByRole("checkbox", { name: /speaks in the team/ }).waitFor();
      },
    },
    {
      name: "improvement-stop",
      at: async (host) => `improvement/${await first(host, "projects_get", "now")}`,
      open: press("Stop it"),
    },
    {
      name: "improvement-check",
      at: async (host) => `improvement/${await first(host, "projects_get", "now")}/check/60`,
    },
  ],
  // Only on a PC without a ward: the walk looks at it on an empty store.
  start: [
    { name: "start", at: "" },
    { name: "start-form", at: "", open: press("Start a ward here") },
    { name: "start-join", at: "", open: press("Join a ward on another PC") },
  ],
  "add-card": [{ name: "add", at: "board", open: (page) => page.keyboard.press("Alt+a") }],
  "mark-day": [
    {
      name: "mark-day",
      at: "today",
      open: async (page) => {
        await press(/^Something happened: /)(page);
        await page.getByRole("radio", { name: /Someone was harmed/ }).check();
      },
    },
  ],
  escalate: [{ name: "escalate", at: "escalations", open: press("Escalate to...") }],
  "escalation-answer": [
    { name: "escalation-answer", at: "escalations", open: press(/^Write down the answer to/) },
  ],
  "escalation-close": [{ name: "escalation-close", at: "escalations", open: press("Is it sorted?") }],
  say: [
    { name: "say-need", at: "today", open: palette("tell the ward") },
    { name: "say-thanks", at: "today", open: palette("thank someone") },
    { name: "say-idea", at: "today", open: palette("add an idea") },
  ],
  week: [
    { name: "week", at: "week" },
    { name: "week-before", at: "week/2026-11-09" },
    { name: "week-files", at: "week", open: press("Make the week's files") },
  ],
  pile: [
    { name: "pile", at: "pile" },
    { name: "pile-shown", at: "pile", open: sideBySide },
  ],
  who: [{ name: "who", at: "today", open: press("Tap your tile") }],
  // Asked for only where a PIN is set: the walk sets one.
  pin: [{ name: "pin", at: "settings/ward", open: press("Type the PIN"), last: true }],
};

/** What stands over every screen and is no screen. */
export const FRAME: Face[] = [
  {
    name: "palette",
    at: "today",
    open: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").waitFor();
    },
  },
  { name: "help", at: "board", open: (page) => page.keyboard.press("F1") },
  { name: "unknown", at: "nowhere" },
];

/** Screens of the registry that nothing here looks at, and names here that no screen has. */
export function unmatched(registry: readonly string[], faces: Record<string, unknown>): string[] {
  const named = Object.keys(faces);
  return [
    ...registry.filter((path) => !named.includes(path)).map((path) => `${path}: not looked at`),
    ...named.filter((path) => !registry.includes(path)).map((path) => `${path}: no such screen`),
  ];
}

/** The addresses of every part of Settings, from its own list. */
export async function settingsParts(page: Page): Promise<Face[]> {
  const links = await page.getByRole("navigation", { name: "Parts of settings" }).getByRole("link").all();
  const hashes = await Promise.all(links.map((link) => link.getAttribute("href")));
  return hashes.flatMap((hash) => {
    const at = hash?.replace("#/", "") ?? "";
    return at === "" ? [] : [{ name: at.replace("/", "-"), at }];
  });
}
