import { describe, expect, test } from "vitest";

/** Reading age 9 to 11 is about grade 6 at most; a sentence may stray a little, the average may not. */
const GRADE_AVERAGE = 6;
const GRADE_SENTENCE = 10;
const LONGEST_SENTENCE_WORDS = 20;
/** Wording that is fixed for safety and may not be made simpler here. */
const FIXED = new Set(["For a deteriorating patient or an emergency, use your normal calls."]);
/** Words of method stay off the screen. */
const BANNED =
  /\b(kanban|gemba|kaizen|muda|synergy|spc|pdsa|rpiw|wip|backlog|leverage|utili[sz]e|stakeholders?|please|sorry|error|invalid|sync|peer|conflict|archive|app crashed)\b/i;

const files = import.meta.glob<Record<string, unknown>>(["./*.ts", "!./*.test.ts", "!./format.ts"], {
  eager: true,
});

/** Every sentence of the text files; functions are called with plain words and small numbers. */
function sentences(): { where: string; text: string }[] {
  const found: { where: string; text: string }[] = [];
  const walk = (where: string, value: unknown): void => {
    if (typeof value === "string") found.push({ where, text: value });
    else if (typeof value === "function") {
      for (const args of [
        ["Ward", "Ward", "Ward", "Ward"],
        [3, 3, 3, 3],
        [1, 1, 1, 1],
      ]) {
        try {
          walk(`${where}()`, (value as (...a: unknown[]) => unknown)(...args));
        } catch {
          // This one wants an object; its words are covered by the strings it joins or by its screen's test.
        }
      }
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(`${where}.${key}`, inner);
    }
  };
  for (const [file, module] of Object.entries(files)) walk(file, module);
  return found.flatMap(({ where, text }) =>
    text
      .split(/(?<=[.?!:])\s+/)
      .filter((sentence) => /[a-z]/i.test(sentence))
      .map((sentence) => ({ where, text: sentence })),
  );
}

/** Counts syllables the plain way: groups of vowels, a silent e taken off. */
function syllables(word: string): number {
  const plain = word.toLowerCase().replace(/[^a-z]/g, "");
  if (plain.length <= 3) return 1;
  const groups = plain.replace(/(?:[^laeiouy]es|[^td]ed|[^laeiouy]e)$/, "").match(/[aeiouy]+/g);
  return Math.max(1, groups?.length ?? 1);
}

/** Flesch-Kincaid grade of one sentence. */
function grade(sentence: string): number {
  const words = sentence.match(/[A-Za-z][A-Za-z'\u2019-]*/g) ?? [];
  if (words.length === 0) return 0;
  const total = words.reduce((sum, word) => sum + syllables(word), 0);
  return 0.39 * words.length + 11.8 * (total / words.length) - 15.59;
}

describe("the words on screen", () => {
  const all = sentences();
  // Names, labels and buttons are too short to grade; they are covered by the banned words.
  const graded = all.filter(({ text }) => (text.match(/[A-Za-z']+/g) ?? []).length >= 5);

  test("the test itself can fail", () => {
    expect(grade("The organisation utilises interdisciplinary communication methodologies.")).toBeGreaterThan(
      GRADE_SENTENCE,
    );
    expect(grade("Tap your tile to start the huddle.")).toBeLessThan(GRADE_AVERAGE);
    expect(BANNED.test("Kanban board")).toBe(true);
    expect(graded.length).toBeGreaterThan(20);
  });

  test("average grade is at most 6", () => {
    const mean = graded.reduce((sum, { text }) => sum + grade(text), 0) / graded.length;
    expect(mean).toBeLessThanOrEqual(GRADE_AVERAGE);
  });

  test("no sentence is hard to read or too long", () => {
    const hard = graded
      .filter(({ text }) => !FIXED.has(text))
      .filter(({ text }) => grade(text) > GRADE_SENTENCE || text.split(/\s+/).length > LONGEST_SENTENCE_WORDS)
      .map(({ where, text }) => `${grade(text).toFixed(1)} ${where}: ${text}`);
    expect(hard).toEqual([]);
  });

  test("no banned words, no shouting, British spelling", () => {
    const bad = all
      .filter(
        ({ text }) =>
          BANNED.test(text) ||
          (/!/.test(text) && !text.startsWith("Thank you!")) ||
          /\b\w+(?:iz(?:e|ed|ing|ation))\b(?<!size|sized|prize)/i.test(text) ||
          /\b(color|center|program)\b/i.test(text),
      )
      .map(({ where, text }) => `${where}: ${text}`);
    expect(bad).toEqual([]);
  });
});
