import { list, plural } from "./format";

/** What of a ward can be copied. */
export interface Counts {
  cards: number;
  procedures: number;
  measures: number;
}

function counted(of: Counts): string {
  return list([
    plural(of.cards, "card", "cards"),
    plural(of.procedures, "procedure", "procedures"),
    plural(of.measures, "measure", "measures"),
  ]);
}

/** Words of joining another ward from a PC that has one, and of the records of the ward before. */
export const beforeText = {
  title: "Join another ward",
  own: (name: string): string =>
    `This PC has ${name}, and no other PC shares it. It can join a ward that other PCs share.`,
  holds: (of: Counts): string => `It holds ${counted(of)}.`,
  choose: "Join another ward",
  asideTitle: (name: string): string => `Put ${name} aside?`,
  asideWhat:
    "All of it stays on this PC, and a copy is written and checked first. After you join you can copy its cards and numbers, or leave them.",
  aside: "Put it aside",
  stay: "Keep this ward",
  asideDone: "It is put aside. Now join the other ward.",
  isAside: (name: string): string => `${name} is put aside. It goes on here until this PC has joined.`,
  back: "Stay in this ward",
  backDone: "This PC stays in its ward.",
  joining: "This PC is in. The ward's records are coming.",
  offerTitle: (name: string): string => `Records of ${name}`,
  offer: (name: string, of: Counts): string => `This PC had ${name} before. It holds ${counted(of)}.`,
  offerWhat: "Copies are new records of this ward. The old ones stay as they are.",
  people: "People are found by initials and role. Who is not here is left out.",
  copy: "Copy them to this ward",
  leave: "Leave them",
  copied: (of: Counts): string => `Copied: ${counted(of)}.`,
  leftOut: (count: number): string =>
    `${plural(count, "record stays", "records stay")} behind. They may hold a patient's number.`,
  copiedBefore: (name: string): string =>
    `The records of ${name} were copied. Copy again to get what was left out.`,
  left: (name: string): string => `The records of ${name} were left. You can still copy them.`,
  leftDone: "Left as they are.",
  where: "A copy of that ward is at",
};
