import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What differs between the made-up wards' weeks. */
export interface MadeUpWeek {
  ward: string;
  monday?: string;
  version?: number;
  falls?: number | null;
  /** Why the falls were not entered. */
  missing?: string;
  /** What counts as a fall. */
  definition?: string;
}

const measure = (name: string, value: number | null, more: object): object => ({
  definition_id: name.toLowerCase().replaceAll(" ", "_"),
  name,
  lane: "quality",
  definition: "Counted each week.",
  unit: "",
  frequency: "weekly",
  value,
  standing: value === null ? "missing" : "no_change",
  sentence: value === null ? "" : "No real change.",
  ...more,
});

/** A `.huddleweek` file as the app writes it. */
export function weekFile(of: MadeUpWeek): string {
  const falls = of.falls === undefined ? 2 : of.falls;
  const week = {
    ward: { id: `id-${of.ward}`, name: of.ward, speciality: "Elderly care", site: "" },
    monday: of.monday ?? "2026-11-09",
    version: of.version ?? 1,
    made: "2026-11-16T07:42:00",
    complete: {
      huddles_held: 6,
      huddles_planned: 7,
      measures_entered: falls === null ? 1 : 2,
      measures_due: 2,
      days_not_checked: 1,
    },
    measures: [
      measure("Falls", falls, { missing: of.missing ?? "", definition: of.definition ?? "Every fall." }),
      measure("Hand hygiene", 92, {
        unit: "%",
        standing: "better",
        sentence: "Better than usual: the last two weeks are above the usual range.",
      }),
    ],
  };
  const before = `{\n"format": "huddleweek",\n"version": 1,\n"week": ${JSON.stringify(week)}`;
  const check = createHash("sha256").update(before).digest("hex");
  return `${before},\n"check": "${check}"\n}\n`;
}

/** Puts eight wards' files in a folder with everything that can be wrong with one. */
export function weekFiles(folder: string): void {
  const put = (name: string, text: string): void => writeFileSync(join(folder, `${name}.huddleweek`), text);
  put("zinnia", weekFile({ ward: "Zinnia", falls: 0 }));
  put("ash", weekFile({ ward: "Ash", falls: 9 }));
  put("beech", weekFile({ ward: "Beech", falls: null, missing: "too busy" }));
  put("cedar", weekFile({ ward: "Cedar", definition: "Falls with harm only." }));
  put("dune-1", weekFile({ ward: "Dune", falls: 1 }));
  put("dune-2", weekFile({ ward: "Dune", falls: 3, version: 2 }));
  put("elm", weekFile({ ward: "Elm", falls: 4 }).replace('"value":4', '"value":3'));
  put("fern-earlier", weekFile({ ward: "Fern", monday: "2026-11-02" }));
  put("newer", weekFile({ ward: "Gorse" }).replace('"version": 1,', '"version": 99,'));
  put("letter", "Dear matron, here are our numbers.");
}

/** A new folder with them. */
export function weekFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "huddle-pile-"));
  weekFiles(folder);
  return folder;
}
