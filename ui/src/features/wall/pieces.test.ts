import { expect, it } from "vitest";
import { pieces } from "./pieces";

it("marks what was found, counted in whole characters", () => {
  expect(pieces("😀 Bed 4 Margaret needs", [{ from: 2, to: 16 }])).toEqual([
    { text: "😀 ", marked: false },
    { text: "Bed 4 Margaret", marked: true },
    { text: " needs", marked: false },
  ]);
});

it("joins finds that touch and leaves a plain text whole", () => {
  expect(
    pieces("abcd", [
      { from: 0, to: 2 },
      { from: 1, to: 3 },
    ]),
  ).toEqual([
    { text: "abc", marked: true },
    { text: "d", marked: false },
  ]);
  expect(pieces("abcd", [])).toEqual([{ text: "abcd", marked: false }]);
});
