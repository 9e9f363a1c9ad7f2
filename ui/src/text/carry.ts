import { plural } from "./format";

/** Words of carrying changes in a file between PCs that cannot reach each other. */
export const carryText = {
  title: "Carry changes in a file",
  intro:
    "Use this when two PCs cannot reach each other. Make a file here. Take it to the other PC on a stick or in a shared folder, and take it in there. Then carry one back.",
  nobody: "There is no other PC to carry to yet. Add one first.",
  what: "What goes into the file?",
  all: "Everything",
  allHint: "This always fits, whatever the other PC has.",
  news: (when: string): string => `What is new since the last file (${when})`,
  newsHint: "A smaller file. The files before it are needed too.",
  folder: "Folder for the file",
  own: (folder: string): string => `The whole path. Leave it empty to use ${folder}`,
  make: "Make the file",
  madeDone: "The file is ready.",
  made: (changes: number, pcs: number): string =>
    `It holds ${plural(changes, "change", "changes")}. ${pcs === 1 ? "The other PC" : `The other ${String(pcs)} PCs`} of this ward can open it. Nobody else can.`,
  at: "It is at",
  from: "Where is the file from the other PC?",
  fromHint: "The whole path of the file, or of a folder. From a folder every file of another PC is taken in.",
  fromNeeded: "Type where the file is.",
  take: "Take it in",
  takenDone: "Done. Look below to see what came.",
  results: "What came",
  nothingNew: "Nothing new. All of it was here.",
  came: (changes: number): string => `${plural(changes, "new change", "new changes")}.`,
  by: (pc: string, when: string): string => `Made on ${pc}, ${when}.`,
  letIn: (pc: string): string => `${pc} is on the list now. Make a file here and take it there.`,
  waits: (count: number): string =>
    `${plural(count, "change waits", "changes wait")} for an earlier file. Take that one in too. Nothing is lost.`,
  aside: (count: number): string =>
    `${plural(count, "change", "changes")} could not be taken in and ${count === 1 ? "is" : "are"} kept aside. Tell IT.`,
  notTaken: "Not taken in",
};

/** Words of joining a ward by files alone, on the PC that joins. */
export const byFileText = {
  when: "The PCs cannot reach each other?",
  choice: "Carry files instead",
  title: "Join by carrying files",
  intro:
    "You carry three files. The invite comes here. An answer goes back. Then a file with the records comes here.",
  first: "1. Answer the invite",
  folder: "Folder for the answer",
  folderHint: "The whole path. Leave it empty to keep the file beside the data.",
  answer: "Make the answer",
  answered: "The answer is ready.",
  next: "Take it to the other PC. There, open Settings, Sharing, and take it in. Then make a file there and bring it here.",
  second: "2. Take in the file from the other PC",
};
