/** Reads the colour tokens of a theme and measures them. For tests: no screen computes a colour. */
import { resolve } from "node:path";
import { compile } from "sass";

const css = compile(resolve(import.meta.dirname, "tokens.scss"), {
  loadPaths: [
    resolve(import.meta.dirname, "../../node_modules"),
    resolve(import.meta.dirname, "../../../node_modules"),
  ],
}).css;

/** The tokens a theme ends up with: the root's, then its own. */
export function tokens(theme: string): Record<string, string> {
  const found: Record<string, string> = {};
  const before = css.split("@media (forced-colors")[0] ?? css;
  for (const block of before.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const selector = (block[1] ?? "").trim();
    if (selector !== ":root" && selector !== `:root[data-theme=${theme}]`) continue;
    for (const line of (block[2] ?? "").matchAll(/(--[\w-]+):\s*([^;]+);/g))
      found[line[1] ?? ""] = (line[2] ?? "").trim();
  }
  return found;
}

type Triple = [number, number, number];

/** Linear light of a `#rgb` or `#rrggbb`, 0 to 1. */
function linear(hex: string): Triple {
  const full = hex.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
  return [1, 3, 5].map((at) => {
    const share = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

function hexOf(light: Triple): string {
  const parts = light.map((share) => {
    const held = Math.min(1, Math.max(0, share));
    const coded = held <= 0.0031308 ? held * 12.92 : 1.055 * held ** (1 / 2.4) - 0.055;
    return Math.round(coded * 255)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${parts.join("")}`;
}

/** WCAG contrast of two colours. */
export function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [r, g, b2] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b2;
  };
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

/**
 * Sight without one of the three cone kinds, as a matrix on linear light: the published matrices of Machado,
 * Oliveira and Fernandes (2009) at full severity.
 */
const MATRICES = {
  "red-blind": [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  "green-blind": [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  "blue-blind": [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

export type Sight = keyof typeof MATRICES;
export const SIGHTS = Object.keys(MATRICES) as Sight[];

/** The colour as somebody with that sight sees it. */
export function seenBy(sight: Sight, hex: string): string {
  const [r, g, b] = linear(hex);
  const m = MATRICES[sight];
  return hexOf([
    m[0] * r + m[1] * g + m[2] * b,
    m[3] * r + m[4] * g + m[5] * b,
    m[6] * r + m[7] * g + m[8] * b,
  ]);
}

/** CIE L*a*b* under D65. */
function lab(hex: string): Triple {
  const [r, g, b] = linear(hex);
  const curve = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIE76 difference of two colours: 0 is the same. */
export function farApart(a: string, b: string): number {
  const [one, other] = [lab(a), lab(b)];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}
