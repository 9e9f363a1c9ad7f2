import { expect, test } from "vitest";
import { grouped, short } from "./device";

test("a PC's number reads in groups of four, its short form is the first three", () => {
  expect(grouped("3fa109c4ee")).toBe("3fa1 09c4 ee");
  expect(short("3fa109c4ee77a0b1c2")).toBe("3fa1 09c4 ee77 …");
  expect(short("3fa109c4ee77")).toBe("3fa1 09c4 ee77");
  expect([grouped(""), short("")]).toEqual(["", ""]);
});
