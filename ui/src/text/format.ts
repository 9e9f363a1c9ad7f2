/**
 * Dates, times, ages and numbers as staff read them. No screen formats its own.
 * Dates come as ISO `YYYY-MM-DD`, moments as ms UTC with the ward's zone, clock times as `HH:MM`.
 */

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAY_MS = 86_400_000;

interface Parts {
  year: number;
  month: number;
  day: number;
  weekday: number;
}

function parts(iso: string): Parts | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!match) return null;
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const date = new Date(time);
  if (date.toISOString().slice(0, 10) !== iso) return null;
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

function monthName(index: number): string {
  return MONTHS[index] ?? "";
}

/** "6 August 2026". An unreadable date is shown as it came. */
export function longDate(iso: string): string {
  const p = parts(iso);
  return p ? `${p.day} ${monthName(p.month)} ${p.year}` : iso;
}

/** "Sunday 22 November": for dates close by, where the year is plain. */
export function dayDate(iso: string): string {
  const p = parts(iso);
  return p ? `${DAYS[p.weekday]} ${p.day} ${monthName(p.month)}` : iso;
}

/** "November 2026": for a whole month. */
export function monthYear(iso: string): string {
  const p = parts(iso);
  return p ? `${monthName(p.month)} ${p.year}` : iso;
}

/** "22 November". */
export function shortDate(iso: string): string {
  const p = parts(iso);
  return p ? `${p.day} ${monthName(p.month)}` : iso;
}

/** "Sunday". */
export function weekday(iso: string): string {
  const p = parts(iso);
  return p ? (DAYS[p.weekday] ?? iso) : iso;
}

/** The ISO date `days` later (or earlier, when negative). */
export function addDays(iso: string, days: number): string {
  const p = parts(iso);
  if (!p) return iso;
  return new Date(Date.UTC(p.year, p.month, p.day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The ISO date `months` later; the last day of the month where the day does not exist. */
export function addMonths(iso: string, months: number): string {
  const p = parts(iso);
  if (!p) return iso;
  const last = new Date(Date.UTC(p.year, p.month + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(p.year, p.month + months, Math.min(p.day, last))).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`; `null` when either cannot be read. */
export function daysBetween(from: string, to: string): number | null {
  const a = parts(from);
  const b = parts(to);
  if (!a || !b) return null;
  return Math.round((Date.UTC(b.year, b.month, b.day) - Date.UTC(a.year, a.month, a.day)) / DAY_MS);
}

/** "Night of 21 to 22 November", "Night of 31 October to 1 November". A night belongs to its first date. */
export function nightOf(iso: string): string {
  const p = parts(iso);
  const next = parts(addDays(iso, 1));
  if (!p || !next) return iso;
  const first = p.month === next.month ? `${p.day}` : `${p.day} ${monthName(p.month)}`;
  return `Night of ${first} to ${next.day} ${monthName(next.month)}`;
}

/** "Sunday 22 November, day" or "Night of 21 to 22 November". */
export function shiftName(date: string, shift: string): string {
  return shift === "night" ? nightOf(date) : `${dayDate(date)}, day`;
}

/** "Week to Sunday 15 November" from the week's Monday. */
export function weekTo(monday: string): string {
  return `Week to ${dayDate(addDays(monday, 6))}`;
}

/** A label in the middle of a sentence: "falls with harm", "kit, beds, cleaning, IT", "MRSA". */
export function inSentence(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/** "today", "yesterday", "tomorrow", "Tuesday" within a week, else "22 November" or with its year. */
export function nearDate(iso: string, today: string): string {
  const apart = daysBetween(today, iso);
  if (apart === null) return iso;
  if (apart === 0) return "today";
  if (apart === 1) return "tomorrow";
  if (apart === -1) return "yesterday";
  if (Math.abs(apart) < 7) return weekday(iso);
  return iso.slice(0, 4) === today.slice(0, 4) ? shortDate(iso) : longDate(iso);
}

const zoned = new Map<string, Intl.DateTimeFormat>();

function inZone(ms: number, zone: string): { date: string; time: string } {
  let format = zoned.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    zoned.set(zone, format);
  }
  const found: Record<string, string> = {};
  for (const part of format.formatToParts(new Date(ms))) found[part.type] = part.value;
  return {
    date: `${found["year"]}-${found["month"]}-${found["day"]}`,
    time: `${found["hour"]}:${found["minute"]}`,
  };
}

/** "07:42" in the ward's zone; midnight is 00:00. */
export function clockTime(ms: number, zone: string): string {
  return inZone(ms, zone).time;
}

/** The ISO date of a moment in the ward's zone. */
export function dateOf(ms: number, zone: string): string {
  return inZone(ms, zone).date;
}

/** "07:42" today, "yesterday 07:42", "Tuesday 07:42", "6 August 2026, 07:42". */
export function moment(ms: number, zone: string, today: string): string {
  const at = inZone(ms, zone);
  if (at.date === today) return at.time;
  const near = nearDate(at.date, today);
  const apart = daysBetween(at.date, today);
  return apart !== null && Math.abs(apart) < 7 ? `${near} ${at.time}` : `${near}, ${at.time}`;
}

/** "1 day", "9 days". */
export function days(count: number): string {
  return plural(count, "day", "days");
}

/** "9 days here", "1 day here", "new today". */
export function daysHere(count: number): string {
  return count <= 0 ? "new today" : `${days(count)} here`;
}

/** How long since: "5 minutes", "4 hours", "11 days"; less than a minute is "1 minute". */
export function since(ms: number, now: number): string {
  const minutes = Math.max(1, Math.floor((now - ms) / 60_000));
  if (minutes < 60) return plural(minutes, "minute", "minutes");
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? plural(hours, "hour", "hours") : days(Math.floor(hours / 24));
}

/** How long ago: "now", "5 minutes ago", "4 hours ago", "11 days ago". */
export function ago(ms: number, now: number): string {
  return now - ms < 60_000 ? "now" : `${since(ms, now)} ago`;
}

/** "1 card", "3 cards". */
export function plural(count: number, one: string, many: string): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** A number as read: "1,204", "3.5", at most `decimals` places, a true minus sign. */
export function number(value: number, decimals = 1): string {
  if (!Number.isFinite(value)) return "not known";
  const text = new Intl.NumberFormat("en-GB", { maximumFractionDigits: decimals }).format(Math.abs(value));
  return value < 0 && text !== "0" ? `\u2212${text}` : text;
}

/** A number with its unit: "90%", "4 falls", "£12". A unit is never left out by a screen. */
export function withUnit(value: number, unit: string, decimals = 1): string {
  const text = number(value, decimals);
  if (unit === "") return text;
  if (unit === "%") return `${text}%`;
  if (unit === "£") return `£${text}`;
  return `${text} ${unit}`;
}

/** "15 to 41%", "2 to 15". */
export function range(low: number, high: number, unit = "", decimals = 1): string {
  if (unit === "£") return `£${number(low, decimals)} to £${number(high, decimals)}`;
  return `${number(low, decimals)} to ${withUnit(high, unit, decimals)}`;
}

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}
