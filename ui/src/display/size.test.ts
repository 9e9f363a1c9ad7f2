import { describe, expect, it } from "vitest";
import { CAPITAL, LEAST, capitalMillimetres, fontPixels, wallFrom } from "./size";

describe("type on the wall", () => {
  // Worked out by hand for 1920 x 1080; the source's own table uses 0.716 for another typeface.
  it.each([
    [43, 3, 49],
    [43, 4, 66],
    [43, 5, 82],
    [55, 3, 38],
    [55, 4, 51],
    [55, 5, 64],
    [65, 3, 33],
    [65, 4, 43],
    [65, 5, 54],
    [75, 3, 28],
    [75, 4, 38],
    [75, 5, 47],
  ])("%i inches at %i metres: %i px", (inches, metres, pixels) => {
    const size = fontPixels({ inches, metres }, 1920, 1080);
    expect(Math.abs(size - pixels) / pixels).toBeLessThan(0.03);
  });

  it("is the same height on the wall whatever the resolution", () => {
    const hd = fontPixels({ inches: 55, metres: 4 }, 1920, 1080);
    const uhd = fontPixels({ inches: 55, metres: 4 }, 3840, 2160);
    expect(uhd).toBeCloseTo(hd * 2, 6);
    const millimetres = (hd * CAPITAL) / (Math.hypot(1920, 1080) / (55 * 25.4));
    expect(millimetres).toBeCloseTo(capitalMillimetres(4, 20), 6);
  });

  it("keeps the floor at four fifths of the comfortable size", () => {
    const wall = { inches: 55, metres: 5 };
    expect(fontPixels(wall, 1920, 1080, LEAST) / fontPixels(wall, 1920, 1080)).toBeCloseTo(0.8, 3);
  });

  it("reads nonsense as the usual screen", () => {
    expect(wallFrom(0, 4)).toEqual({ inches: 55, metres: 4 });
    expect(wallFrom("a", undefined)).toEqual({ inches: 55, metres: 4 });
    expect(wallFrom(9_999, -2)).toEqual({ inches: 110, metres: 4 });
    expect(wallFrom(Number.NaN, Number.POSITIVE_INFINITY)).toEqual({ inches: 55, metres: 4 });
  });
});
