/** Reads "07:30" or "730" as the latest such moment up to now; `null` when it is not a time. */
export function momentOf(typed: string, nowMs: number, nowTime: string): number | null {
  const at = minutes(typed);
  const now = minutes(nowTime);
  if (at === null || now === null) return null;
  const back = (now - at + 1440) % 1440;
  return nowMs - back * 60_000;
}

function minutes(text: string): number | null {
  const match = /^(\d{1,2})[:.]?(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const hour = Number(match[1]);
  const minute = Number(match[2]);
  return hour < 24 && minute < 60 ? hour * 60 + minute : null;
}
