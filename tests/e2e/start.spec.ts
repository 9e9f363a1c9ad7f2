import { ask, expect, expectNoFaultsInThemes, send, shots, sidewaysScroll, test } from "./test";

const ROLES = [
  "nurse",
  "nurse",
  "HCA",
  "nurse in charge",
  "HCA",
  "physio",
  "doctor",
  "ward clerk",
  "student",
];
/** Forty-five people, as a ward manager would paste them; some share initials. */
const PEOPLE = Array.from({ length: 45 }, (_, index) => {
  const letter = (shift: number): string => String.fromCharCode(65 + ((index * shift) % 26));
  return `${letter(7)}${letter(11)}, ${ROLES[index % ROLES.length]}`;
}).join("\n");

test("a new PC: start a ward, paste 45 people, say when the last fall was", async ({ page, host }) => {
  await page.goto(host.url);
  await expect(page.getByRole("heading", { name: "Huddleboard" })).toBeVisible();
  await expectNoFaultsInThemes(page, "first start");
  await page.getByRole("button", { name: "Start a ward here" }).click();

  // Nothing typed: said beside the field, nothing sent.
  await page.getByRole("button", { name: "Start the ward" }).click();
  await expect(page.getByRole("main").getByText("Type the ward's name first.")).toBeVisible();
  await page.getByRole("textbox", { name: "What is the ward called?" }).fill("Ward 6A");
  await page.getByRole("textbox", { name: "What kind of ward is it?" }).fill("Elderly care");
  await page.getByRole("textbox", { name: "Day shift starts" }).fill("25:00");
  await page.getByRole("button", { name: "Start the ward" }).click();
  await expect(page.getByRole("main").getByText("Use 24-hour time, like 07:30.")).toBeVisible();
  await page.getByRole("textbox", { name: "Day shift starts" }).fill("7:30");
  await page.getByRole("radio", { name: "Sky" }).check();
  await expectNoFaultsInThemes(page, "about the ward");
  await page.getByRole("button", { name: "Start the ward" }).click();

  await expect(page.getByRole("heading", { name: "Who works here" })).toBeVisible();
  await page.getByRole("textbox", { name: "Paste a list" }).fill(PEOPLE);
  await page.getByRole("button", { name: "Add these tiles" }).click();
  await expect(
    page
      .getByRole("main")
      .getByText(/tiles added\./)
      .first(),
  ).toBeVisible();
  const ward = (await ask(host, "ward_get")) as { tiles: unknown[]; day_start: string; colour: string };
  expect(ward.tiles.length).toBeGreaterThanOrEqual(40);
  expect(ward.day_start).toBe("07:30");
  expect(ward.colour).toBe("sky");
  await expectNoFaultsInThemes(page, "set up: people");

  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { name: "Lanes of the board" })).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { name: "What you count days since" })).toBeVisible();
  await page.getByRole("button", { name: "Count Falls with harm" }).click();
  await page.getByRole("button", { name: "Start counting" }).click();
  await expect(page.getByRole("main").getByText("Give the day, or choose Not known.")).toBeVisible();
  await page.getByRole("radio", { name: "On a day we know" }).check();
  await page.getByRole("textbox", { name: "Day" }).fill("10");
  await page.getByRole("textbox", { name: "Month" }).fill("11");
  await page.getByRole("textbox", { name: "Year" }).fill("2026");
  await page.getByRole("button", { name: "Start counting" }).click();
  await expect(page.getByRole("button", { name: "Stop counting: Falls with harm" })).toBeVisible();
  await expectNoFaultsInThemes(page, "set up: crosses");
  const after = (await ask(host, "ward_get")) as { crosses: { label: string; last_known: string | null }[] };
  expect(after.crosses).toMatchObject([{ label: "Falls with harm", last_known: "2026-11-10" }]);
});

test("the same with keys alone", async ({ page, host, keys }) => {
  await page.goto(host.url);
  await keys.enter("button", "Start a ward here");
  await keys.type("What is the ward called?", "Ward 6A");
  await keys.enter("button", "Start the ward");
  await expect(page.getByRole("heading", { name: "Who works here" })).toBeVisible();
  await keys.type("Paste a list", "SM, nurse in charge\nAB, nurse\nJO, HCA\n");
  await keys.enter("button", "Add these tiles");
  await expect(page.getByRole("main").getByText("3 tiles added.").first()).toBeVisible();
  await keys.enter("button", "Next");
  await expect(page.getByRole("heading", { name: "Lanes of the board" })).toBeFocused();
  await keys.enter("button", "Next");
  await keys.enter("button", "Count Pressure ulcers");
  await keys.to("radio", /On a day we know/);
  await keys.press("ArrowDown");
  await keys.enter("button", "Start counting");
  await expect(page.getByRole("button", { name: "Stop counting: Pressure ulcers" })).toBeVisible();
});

test("looks: first start and set-up at every size", async ({ page, host }) => {
  await page.goto(host.url);
  await shots(page, "first-start");
  await page.getByRole("button", { name: "Start a ward here" }).click();
  await shots(page, "ward-form");
  await send(host, "ward_start", {
    name: "Ward 6A",
    area: "Elderly care",
    colour: "sky",
    beds: 24,
    day_start: "07:30",
    night_start: "20:00",
    huddle_time: "08:15",
  });
  await send(host, "tiles_paste", { text: PEOPLE });
  for (const place of [
    "setup/people",
    "setup/lanes",
    "setup/crosses",
    "settings/ward",
    "settings/look",
    "settings/about",
  ]) {
    await page.goto(`${host.url}/#/${place}`);
    await page.reload();
    await page.getByRole("heading", { level: 2 }).first().waitFor();
    await shots(page, place.replace("/", "-"));
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await sidewaysScroll(page), `${place} at 320 px`).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1366, height: 768 });
  }
  await page.getByRole("button", { name: "Tap your tile" }).click();
  await shots(page, "who");
});
