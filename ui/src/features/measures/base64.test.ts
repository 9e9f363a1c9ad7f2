import { expect, test } from "vitest";
import { base64 } from "./base64";

test("any bytes come back, also above one slice", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_unused, i) => (i * 7 + 3) % 256);
  expect(Buffer.from(base64(bytes), "base64")).toEqual(Buffer.from(bytes));
  expect(base64(new Uint8Array())).toBe("");
});
