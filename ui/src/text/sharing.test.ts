import { expect, test } from "vitest";
import { isThere, sharingText, stripText } from "./sharing";

const NOW = 1_700_000_000_000;
const DAY = 86_400_000;

test("the strip names who is there and says what cannot be here yet", () => {
  const pcs = [
    { name: "Station 2", last_heard: NOW - 30_000 },
    { name: "Office", last_heard: NOW - 3 * DAY },
    { name: "", last_heard: null },
  ];
  expect(stripText(pcs, NOW)).toBe(
    "Station 2: now · Office not seen for 3 days; its changes are not here yet · The ward's first PC not seen yet; its changes are not here yet",
  );
  expect(stripText([], NOW)).toBe("");
});

test("a ward with many silent PCs does not fill the strip", () => {
  const pcs = ["A", "B", "C", "D"].map((name) => ({ name, last_heard: NOW - DAY }));
  expect(stripText(pcs, NOW)).toMatch(/2 more not seen$/);
});

test("a PC is there for two minutes after it spoke", () => {
  expect(isThere({ name: "A", last_heard: NOW - 119_000 }, NOW)).toBe(true);
  expect(isThere({ name: "A", last_heard: NOW - 121_000 }, NOW)).toBe(false);
  expect(sharingText.clockOff(-180_000)).toBe("Its clock is 3 minutes slow.");
});

test("a PC that sends what cannot be read is named in a sentence", () => {
  expect(sharingText.paused(1, "10:12")).toMatch(
    /^1 PC is sending something we cannot read\. It is left alone until 10:12\./,
  );
  expect(sharingText.paused(2, "10:12")).toMatch(
    /^2 PCs are sending something we cannot read\. They are left/,
  );
});
