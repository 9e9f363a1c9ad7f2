import { expect, expectNoFaultsInThemes, shots, sidewaysScroll, test } from "./test";
import { smallWard } from "./ward";

test("write how we do it, step by step, make it current, read it: keys alone", async ({
  page,
  host,
  keys,
}) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/how`);
  const main = page.getByRole("main");
  await expect(main.getByText("Nothing is written down yet.")).toBeVisible();
  await expectNoFaultsInThemes(page, "how we do it, empty");
  await keys.enter("button", "Write a new one");
  await keys.type("What is it about?", "Flip a bay for infection");
  await keys.press("Enter");
  await keys.type("What it is for", "So that the bay is safe to use again.");
  // Typed on at once: the box is free before the answer comes, and each step stands after the one before.
  const typed = ["Ring the domestic team.", "Strip the beds.", "Wear gloves and an apron."];
  await keys.to("textbox", "What to do");
  for (const step of typed) {
    await page.keyboard.type(step);
    await keys.press("Enter");
  }
  for (const [index, step] of typed.entries())
    await expect(page.getByRole("textbox", { name: `Step ${index + 1}: what to do` })).toHaveValue(step);
  await expect(page.getByRole("textbox", { name: "What to do", exact: true })).toHaveValue("");
  // The last step goes first, and is marked "take care".
  await keys.enter("button", "Step 3: move or take out");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await keys.press("Enter");
  await expect(page.getByRole("textbox", { name: "Step 2: what to do" })).toHaveValue(
    "Wear gloves and an apron.",
  );
  await keys.enter("button", "Step 2: move or take out");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await keys.press("Enter");
  await expect(page.getByRole("textbox", { name: "Step 1: what to do" })).toHaveValue(
    "Wear gloves and an apron.",
  );
  await keys.enter("button", "Step 1: move or take out");
  await page.keyboard.type("m");
  await page.keyboard.press("m");
  await page.getByRole("menuitem", { name: "Mark as take care" }).focus();
  await keys.press("Enter");
  await expect(main.getByText("Take care", { exact: true })).toBeVisible();
  await expectNoFaultsInThemes(page, "how we do it, writing");

  await keys.enter("button", "Make it current");
  await keys.type("Who agreed it?", "ward manager");
  await keys.press("Enter");
  await expect(main.getByText(/In use · Version 1 · agreed by ward manager/)).toBeVisible();
  await expect(
    page.getByRole("listitem").filter({ hasText: "Wear gloves and an apron." }).last(),
  ).toBeVisible();
  await expectNoFaultsInThemes(page, "how we do it, reading");
  await shots(page, "how-read");
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
});

test("a draft never hides the version in use", async ({ page, host }) => {
  await smallWard(host);
  await page.goto(`${host.url}/#/how`);
  await page.getByRole("button", { name: "Write a new one" }).click();
  await page.getByRole("textbox", { name: "What is it about?" }).fill("Tell the matron");
  await page.getByRole("button", { name: "Start the draft" }).click();
  await page.getByRole("textbox", { name: "What to do" }).fill("Ring the matron.");
  await page.getByRole("button", { name: "Add a step" }).click();
  await expect(page.getByRole("textbox", { name: "Step 1: what to do" })).toBeVisible();
  await page.getByRole("button", { name: "Make it current" }).click();
  await page.getByRole("textbox", { name: "Who agreed it?" }).fill("ward manager");
  await page.getByRole("dialog").getByRole("button", { name: "Make it current" }).click();
  const main = page.getByRole("main");
  await expect(main.getByText(/In use · Version 1/)).toBeVisible();

  await page.getByRole("button", { name: "Change how we do it" }).click();
  const step = page.getByRole("textbox", { name: "Step 1: what to do" });
  await step.fill("Ring the matron and say who you are.");
  await step.press("Enter");
  await page.getByRole("link", { name: "Tell the matron" }).click();
  await expect(main.getByText(/In use · Version 1/)).toBeVisible();
  await expect(main.getByText("Ring the matron.", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Open the draft" }).click();
  await page.getByRole("link", { name: "Done for now" }).click();
  await page.getByRole("button", { name: "Put it on trial" }).click();
  await expect(main.getByText("We are trying this.")).toBeVisible();
  await page.getByRole("link", { name: "Tell the matron" }).click();
  await expect(main.getByText(/In use · Version 1/)).toBeVisible();
  await expect(page.getByRole("link", { name: "Read the one on trial" })).toBeVisible();
});
