import type { RunningHost } from "./host";
import { ask, send } from "./test";

/** A small ward, started past the screens: three tiles and nothing else. */
export async function smallWard(host: RunningHost): Promise<{ tiles: Record<string, string> }> {
  await send(host, "ward_start", {
    name: "Ward 6A",
    area: "Elderly care",
    colour: "sky",
    beds: 24,
    day_start: "07:30",
    night_start: "20:00",
    huddle_time: "08:15",
  });
  await send(host, "tiles_paste", { text: "SM, nurse in charge\nAB, nurse\nJO, HCA\n" });
  const ward = (await ask(host, "ward_get")) as { tiles: { id: string; initials: string }[] };
  return { tiles: Object.fromEntries(ward.tiles.map((tile) => [tile.initials, tile.id])) };
}
