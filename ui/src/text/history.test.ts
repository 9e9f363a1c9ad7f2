import { expect, test } from "vitest";
import { clashValue, historyNames, historySentence } from "./history";

test("what happened reads as a sentence, from the store's codes", () => {
  expect(historySentence("card_move", { from: "new", to: "doing" })).toBe("Moved it from New to Doing");
  expect(historySentence("card_move", { from: "doing", to: "doing" })).toBe("Moved it up or down in Doing");
  expect(historySentence("card_set", { field: "due" })).toBe("Changed the date");
  expect(historySentence("card_set", { field: "from_next_year" })).toBe("Changed something");
  expect(historySentence("bin_set", { binned: false })).toBe("Took it out of the bin");
  expect(historySentence("reading_set", { kind: "not_measured" })).toBe("Said it was not measured");
  expect(historySentence("undo", { of: "card_move" })).toBe("Undid this: moved it");
  expect(historySentence("huddle_answer", { section: "lookback" })).toBe("Answered Last 24 hours");
  expect(historySentence("huddle_text", { section: "improve" })).toBe("Wrote in What we're improving");
  expect(historySentence("huddle_text", { section: "of_a_newer_version" })).toBe(
    "Wrote in a part of the huddle",
  );
  expect(historySentence("a_newer_command", null)).toBe("Made a change");
  expect(historySentence("put_aside", { count: 2 })).toBe(
    "Kept aside 2 changes from a PC that was off the list",
  );
  expect(historySentence("record_rescued", {})).toBe(
    "Two PCs had written apart; both versions were put together",
  );
});

test("every command has a sentence without any code", () => {
  for (const name of historyNames) {
    const said = historySentence(name, null);
    expect(said).toMatch(/^[A-Z][a-zA-Z0-9 ,:']+$/);
    expect(said).not.toBe("Made a change");
  }
});

test("a clash shows people's words, not the store's", () => {
  const tile = (id: string): string | null => (id === "7" ? "SM" : null);
  expect(clashValue("owner", "7", tile)).toBe("SM");
  expect(clashValue("status", "needs_help", tile)).toBe("Needs help");
  expect(clashValue("due", "2026-11-24", tile)).toBe("Tuesday 24 November");
  expect(clashValue("place", "doing|V000", tile)).toBe("Doing");
  expect(clashValue("points", { n: 9, d: 10 }, tile)).toBe("9 of 10");
  expect(clashValue("why", "", tile)).toBe("Left empty");
});
