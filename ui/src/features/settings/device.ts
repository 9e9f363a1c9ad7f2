/** Signs in one group: what the eye takes in at once. */
const GROUP = 4;
/** Groups of the short form: enough to tell the PCs of a hospital apart by eye. */
const SHORT = 3;

/** A PC's number in groups of four, to be read out or compared: "3fa1 09c4 ...". */
export function grouped(id: string): string {
  return (id.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? []).join(" ");
}

/** The first groups alone; the number stays whole when it is no longer than they are. */
export function short(id: string): string {
  return id.length <= GROUP * SHORT ? grouped(id) : `${grouped(id.slice(0, GROUP * SHORT))} …`;
}
