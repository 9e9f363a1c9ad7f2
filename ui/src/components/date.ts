/** A date as three boxes: what was typed, and what it means. */
export interface TypedDate {
  day: string;
  month: string;
  year: string;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** ISO date of the boxes; `""` when all are empty; `null` when they are no date. A month may be a name. */
export function readDate(typed: TypedDate): string | null {
  const [day, month, year] = [typed.day.trim(), typed.month.trim().toLowerCase(), typed.year.trim()];
  if (day === "" && month === "" && year === "") return "";
  const named = MONTHS.findIndex((name) => month.startsWith(name)) + 1;
  const m = named > 0 ? named : /^\d{1,2}$/.test(month) ? Number(month) : Number.NaN;
  const y = /^\d{4}$/.test(year) ? Number(year) : /^\d{2}$/.test(year) ? 2000 + Number(year) : Number.NaN;
  const d = /^\d{1,2}$/.test(day) ? Number(day) : Number.NaN;
  const date = new Date(Date.UTC(y, m - 1, d));
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== d || date.getUTCMonth() !== m - 1) return null;
  return date.toISOString().slice(0, 10);
}

/** The boxes of an ISO date; empty ones for anything else. */
export function typedDate(iso: string): TypedDate {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!match) return { day: "", month: "", year: "" };
  return { day: String(Number(match[3])), month: String(Number(match[2])), year: match[1] ?? "" };
}
