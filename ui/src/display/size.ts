/**
 * Type size on a wall from the size of the screen and how far away people stand.
 * Capital height in millimetres = 1000 x metres x tan(angle); 20 minutes of arc are comfortable,
 * 16 the least (FAA Human Factors, visual displays; ISO 9241).
 */

/** The angle a capital letter fills, in minutes of arc. */
export const COMFORTABLE = 20;
/** Nothing on the wall is smaller than this, in minutes of arc. */
export const LEAST = 16;
/** Height of a capital of Noto Sans as a share of its size. */
export const CAPITAL = 0.714;

/** Screens a ward may have; anything else is taken for the nearest. */
export const INCHES = { least: 24, usual: 55, most: 110 } as const;
/** Distances a ward may read from, in metres. */
export const METRES = { least: 1, usual: 4, most: 10 } as const;

/** What a wall screen is, as the ward set it. */
export interface Wall {
  /** Diagonal of the screen. */
  inches: number;
  /** Distance people read from. */
  metres: number;
}

/** Reads settings that may be missing or nonsense ("a screen of 0 inches"). */
export function wallFrom(inches: unknown, metres: unknown): Wall {
  return { inches: within(inches, INCHES), metres: within(metres, METRES) };
}

function within(value: unknown, range: { least: number; usual: number; most: number }): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) return range.usual;
  return Math.min(Math.max(value, range.least), range.most);
}

/** Height of a capital in millimetres that fills `minutes` of arc at `metres`. */
export function capitalMillimetres(metres: number, minutes: number): number {
  return 1000 * metres * Math.tan((minutes / 60) * (Math.PI / 180));
}

/** Font size in CSS pixels on a screen of `width` by `height` CSS pixels. */
export function fontPixels(wall: Wall, width: number, height: number, minutes = COMFORTABLE): number {
  const pixelsPerMillimetre = Math.hypot(width, height) / (wall.inches * 25.4);
  return (capitalMillimetres(wall.metres, minutes) * pixelsPerMillimetre) / CAPITAL;
}
