import type { Page } from "@playwright/test";
import { carry, joinByFiles } from "./carry";
import { startHost, type RunningHost } from "./host";
import { ask, expect, expectNoFaultsInThemes, send, shots, test } from "./test";
import { smallWard } from "./ward";

/** Two real PCs of one ward that hold the same and cannot reach each other. */
async function withTwo(
  host: RunningHost,
  work: (there: RunningHost, meet: () => Promise<void>) => Promise<void>,
) {
  const there = await startHost();
  try {
    await joinByFiles(host, there, "Station 2");
    await work(there, async () => {
      await carry(there, host);
      await carry(host, there);
    });
  } finally {
    await there.stop();
  }
}

/** The boxes that say that two people wrote. */
function boxes(page: Page) {
  return page.getByRole("main").getByText("Two people wrote here");
}

test("a card: both values of every kind of field are shown, one is chosen, both PCs then have it", async ({
  page,
  host,
}) => {
  const { tiles } = await smallWard(host);
  const id = (await send(host, "card_add", { title: "Linen cage", lane: "quality", column: "doing" }))["id"];
  await withTwo(host, async (there, meet) => {
    const both: [string, string, string][] = [
      ["title", "Linen cage by the lift", "Linen cage in bay 3"],
      ["due", "2026-11-25", "2026-11-27"],
      ["owner", tiles["SM"] ?? "", tiles["JO"] ?? ""],
      ["status", "watch", "needs_help"],
      ["why", "It blocks the door", "Nobody can pass"],
    ];
    for (const [field, here, other] of both) {
      await send(host, "card_set", { id, field, value: here }, tiles["SM"]);
      await send(there, "card_set", { id, field, value: other }, tiles["JO"]);
    }
    await send(host, "card_move", { id, column: "checking" });
    await send(there, "card_move", { id, column: "agreed" });
    await meet();

    await page.goto(`${host.url}/#/board/cards`);
    const tile = page.getByRole("button", { name: /^Linen cage/ }).first();
    await expect(page.getByText("Two people wrote here").first()).toBeVisible();
    await tile.click();
    const sheet = page.getByRole("region", { name: /^Linen cage/ });
    for (const words of [
      "Linen cage by the lift",
      "Linen cage in bay 3",
      "25 November",
      "27 November",
      "SM",
      "JO",
      "It blocks the door",
      "Nobody can pass",
      "Checking",
      "Agreed",
    ]) {
      await expect(sheet.getByText(words).first()).toBeVisible();
    }
    await expectNoFaultsInThemes(page, "a card two people wrote");
    await shots(page, "clash-card");
    await sheet.getByRole("button", { name: "Keep this one: Linen cage in bay 3" }).press("Enter");
    await expect(sheet.getByRole("button", { name: /Keep this one: Linen cage/ })).toHaveCount(0);
    await meet();
    const seen = (await ask(there, "card_get", { id })) as { card: { title: string } };
    expect(seen.card.title).toBe("Linen cage in bay 3");
  });
});

test("the ward's settings, its people, a lane's status", async ({ page, host }) => {
  const { tiles } = await smallWard(host);
  await withTwo(host, async (there, meet) => {
    await send(host, "ward_set", { field: "beds", value: 26 });
    await send(there, "ward_set", { field: "beds", value: 28 });
    await send(host, "tile_set", { id: tiles["JO"], role: "nurse" });
    await send(there, "tile_set", { id: tiles["JO"], role: "student" });
    await send(host, "lane_status_set", { lane: "quality", word: "watch", note: "Two falls" }, tiles["JO"]);
    await send(there, "lane_status_set", { lane: "quality", word: "on_track", note: "" }, tiles["JO"]);
    await meet();
    await page.goto(`${host.url}/#/settings/ward`);
    await expect(boxes(page)).toHaveCount(1);
    await expectNoFaultsInThemes(page, "ward settings two people wrote");
    await shots(page, "clash-ward");
    await page.getByRole("button", { name: "Keep this one: 28" }).click();
    await expect(boxes(page)).toHaveCount(0);
    await page.goto(`${host.url}/#/settings/people`);
    await expect(boxes(page)).toHaveCount(1);
    await page.goto(`${host.url}/#/board`);
    await expect(
      page
        .getByRole("main")
        .getByText(/Two falls/)
        .first(),
    ).toBeVisible();
    await page
      .getByRole("button", { name: /^Keep this one: .*Two falls/ })
      .first()
      .click();
    await expect(boxes(page)).toHaveCount(0);
    await meet();
    expect(((await ask(there, "ward_get")) as { beds: number }).beds).toBe(28);
  });
});

test("a procedure, an answer from above, an idea, a line of the week, a day of a cross", async ({
  page,
  host,
}) => {
  await smallWard(host);
  const how = await send(host, "procedure_draft", { title: "Turning a patient" });
  const [id, version] = [how["id"], how["version"]];
  const need = await send(host, "escalation_write", {
    to: "estates",
    need: "A spare hoist",
    urgency: "today",
    told_who: "Desk",
    told_how: "phone",
    told_at: Date.parse("2026-11-22T07:00:00Z"),
  });
  const idea = await send(host, "idea_add", { text: "A lamp by the sluice", anonymous: false });
  await withTwo(host, async (there, meet) => {
    const turn = async (at: RunningHost, words: string): Promise<void> => {
      await send(at, "procedure_set", { id, version, field: "purpose", value: words });
      await send(at, "escalation_answer", { id: need["id"], answer: words, answered_by: "Estates" });
      await send(at, "idea_reply", { id: idea["id"], state: "trying", reply: words });
      await send(at, "week_line_set", { monday: "2026-11-16", line: 1, text: words });
    };
    await turn(host, "Said on the first PC");
    await turn(there, "Said on the second PC");
    await meet();
    for (const screen of [`how/${String(id)}/${String(version)}`, "escalations", "ideas", "week"]) {
      await page.goto(`${host.url}/#/${screen}`);
      await expect(boxes(page).first(), screen).toBeVisible();
      await expectNoFaultsInThemes(page, `${screen}, two people wrote`);
      await page.getByRole("button", { name: "Keep this one: Said on the second PC" }).first().press("Enter");
      await expect(boxes(page), screen).toHaveCount(0);
    }
    await meet();
    const kept = (await ask(there, "clashes_get", { kind: "idea" })) as { clashes: unknown[] };
    expect(kept.clashes).toHaveLength(0);
  });
});
