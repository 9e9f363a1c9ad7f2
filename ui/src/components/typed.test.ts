import { describe, expect, test } from "vitest";
import { pastedLines, typedNumber } from "./typed";

describe("a typed number", () => {
  test.each([
    ["", null],
    [" 12 ", 12],
    ["1.5", 1.5],
    ["1,5", 1.5],
    ["0,125", 0.125],
    ["1,500", 1500],
    ["12,500.5", 12500.5],
    ["\u22123", -3],
    ["five", undefined],
    ["=2+2", undefined],
    ["1,5,2", undefined],
    ["1.", undefined],
    ["1e3", undefined],
  ])("%s", (text, number) => {
    expect(typedNumber(text, false)).toBe(number);
  });

  test("a whole number has no part", () => {
    expect(typedNumber("1,5", true)).toBeUndefined();
    expect(typedNumber("1,500", true)).toBe(1500);
  });
});

test("a pasted column loses its empty end and keeps its gaps", () => {
  expect(pastedLines("1\r\n\r\n3\r\n")).toEqual(["1", "", "3"]);
  expect(pastedLines("7")).toEqual(["7"]);
  expect(pastedLines("\n")).toEqual([]);
});
