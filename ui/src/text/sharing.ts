import { ago, list, plural, since } from "./format";

/** Words of sharing with other PCs: the list, letting one in, joining a ward, and the line on every screen. */

const MINUTE = 60_000;
/** A PC that spoke within two minutes is there: each link speaks once a minute. */
const THERE_MS = 2 * MINUTE;

/** Another PC of the ward, as the strip and the list speak of it. */
export interface OtherPc {
  name: string;
  last_heard: number | null;
}

function called(pc: OtherPc): string {
  return pc.name === "" ? "The ward's first PC" : pc.name;
}

/** Says whether a PC spoke just now. */
export function isThere(pc: OtherPc, now: number): boolean {
  return pc.last_heard !== null && now - pc.last_heard < THERE_MS;
}

export const sharingText = {
  intro:
    "PCs on this list keep the same records. Each one works alone when the others are off. What was typed apart comes together when they meet.",
  alone: "This PC shares with nobody.",
  putOut: (why: string): string =>
    `This PC was taken off the ward's list${why ? `: ${why}` : ""}. What is on it is safe and stays. Nothing new comes to it or goes from it. To share again, ask for a new invite.`,
  forIt: "For IT",
  forItHint: "The port, the addresses and what your trust set. A ward needs none of it day to day.",
  joining: (address: string): string =>
    address === ""
      ? "Looking on the network for the PC that made the invite"
      : `Asking ${address} to let this PC in`,
  joinStop: "Stop asking",
  joinStopped: "This PC no longer asks.",
  list: "PCs of this ward",
  name: "PC",
  role: "What it may do",
  heard: "Last heard",
  called,
  thisPc: "This PC",
  roles: {
    admin: "Everything, and let others in",
    writer: "Read and write",
    reader: "Show the wall",
    matron: "Read, and answer what the ward asks for",
    revoked: "Taken off",
  } as Record<string, string>,
  now: "Now",
  never: "Not yet",
  ago,
  clockOff: (ms: number): string =>
    `Its clock is ${plural(Math.round(Math.abs(ms) / MINUTE), "minute", "minutes")} ${ms > 0 ? "fast" : "slow"}.`,
  twoOfThis:
    "Another PC has the same key as this one: one of the two is a copy. What is typed here is safe and waits. If this PC is the copy, set it up anew.",
  renew: "Set this PC up anew",
  renewTitle: "Set this PC up anew?",
  renewIntro:
    "Do this on the copy only. It gets a key of its own and keeps everything on it. Then let it in again from another PC of the ward.",
  renewDone: "This PC has a new key. Let it in again from another PC.",
  renewNot: "Leave it",
  copied:
    "This PC looks like a copy of another, so it has a new key. Everything on it is safe. Make an invite on another PC of the ward and join again here.",
  two: "Two PCs have this one's key. Neither is let in until one of them was set up anew.",
  wards: "Wards on this PC",
  wardNameless: "A ward that has not been heard yet",
  wardShown: "Shown now",
  wardShow: "Show this ward",
  wardShowOf: (name: string): string => `Show ${name}`,
  wardShowDone: (name: string): string => `This PC now shows ${name}.`,
  aside: (count: number): string =>
    `${plural(count, "change", "changes")} from other PCs could not be taken in and ${count === 1 ? "is" : "are"} kept aside. Tell IT.`,
  paused: (count: number, until: string): string =>
    `${plural(count, "PC is", "PCs are")} sending something we cannot read. ${count === 1 ? "It is" : "They are"} left alone until ${until}. Nothing here was changed. If this comes again, tell IT.`,
  leftAlone: (until: string): string => `Left alone until ${until}: it sent what we cannot read.`,
  waiting: (count: number): string =>
    `${plural(count, "change waits", "changes wait")} for something that has not come yet.`,
  invites: (count: number): string =>
    count === 1 ? "One invite is not used yet." : `${String(count)} invites are not used yet.`,
  invitesEnd: "Take back unused invites",
  invitesEnded: "Unused invites let nobody in any more.",
  add: "Add a PC",
  addIntro: "Take the file to the other PC on a stick or in a shared folder. It lets in one PC, once.",
  addRole: "What may the other PC do?",
  folder: "Folder for the invite file",
  folderHint: "The whole path. Leave it empty to keep the file beside the data.",
  make: "Make the invite file",
  made: "The invite file is ready.",
  madeAt: "It is at",
  keep: "Whoever has this file can join the ward. Delete it when it was used.",
  notAdmin: "Only the PC that started the ward, or one it trusts, can add a PC or take one off.",
  out: "Take off",
  outLabel: (name: string): string => `Take off ${name}`,
  outTitle: (name: string): string => `Take ${name} off the list?`,
  outIntro: "Nothing more is sent to it. What it holds already stays on it.",
  outWhy: "Why?",
  outWhyNeeded: "Say why first.",
  outDo: "Take it off",
  outDone: (name: string): string => `${name} is off the list.`,
  stay: "Keep it",
  nameSet: "Rename",
  nameLabel: (name: string): string => `Rename ${name}`,
  nameTitle: "Give the PC a name",
  nameAsk: "What do people call this PC?",
  nameHint: "Like Station 2 or Office. Not a person's name. Every PC of the ward shows it.",
  nameNeeded: "Type a name first.",
  nameDo: "Save the name",
  nameDone: (name: string): string => `The PC is called ${name} now.`,
  stayName: "Keep the old name",
};

/** Letting a PC in by six digits, on both screens. */
export const digitsText = {
  way: "How does it join?",
  byDigits: "By six digits",
  byDigitsHint: "Two people, one at each PC, see the same digits. It takes a minute.",
  byFile: "By an invite file",
  byFileHint: "One person takes a file to the other PC, now or later.",
  name: "What do people call the other PC?",
  nameHint: "Like Station 2 or Office. Not a person's name.",
  nameNeeded: "Say what people call the other PC.",
  open: "Open this PC for two minutes",
  lettingIn: (name: string): string => `Letting in ${name}`,
  onOther: "On the other PC choose Join a ward on another PC, then By six digits. Type this address there:",
  until: (time: string): string => `This PC is open until ${time}.`,
  shut: "Close it now",
  asking: (address: string): string => `Asking ${address}`,
  openThere: "On that PC open Settings, Sharing. Add a PC by six digits.",
  stop: "Stop asking",
  question: "Do both screens show the same digits?",
  compareHint: "Read them out to each other. Both of you must say yes.",
  theirWard: (ward: string): string => `The other PC is ${ward}. Its person said yes.`,
  same: "Yes, the same",
  differ: "No, they differ",
  waiting: "You said yes. Now say yes on the other PC too.",
  isIn: (name: string): string => `${name} is in`,
  joined: (ward: string): string => (ward === "" ? "This PC is in" : `This PC is in ${ward}`),
  coming: "The ward's records are coming.",
  close: "Close",
  again: "Start again",
};

export const joinText = {
  choice: "Join a ward on another PC",
  choiceHint: "By six digits on both screens, or by an invite file from that PC.",
  title: "Join a ward",
  way: "How does the other PC let this one in?",
  byDigitsHint: "On that PC open Settings, Sharing. Add a PC by six digits.",
  byFileHint: "On that PC open Settings, Sharing. Make an invite file.",
  ask: "Ask the other PC",
  file: "Where is the invite file?",
  fileHint: "The whole path, as the other PC shows it.",
  address: "Address of the other PC",
  addressHint: "That PC shows it, like 10.1.2.3:47810.",
  addressHintFile:
    "That PC shows it, like 10.1.2.3:47810. Leave it empty to look for the PC on this network.",
  name: "What do people call this PC?",
  nameHint: "Like Station 2 or Office. Not a person's name.",
  join: "Join",
  back: "Back",
  asking: "Asking the other PC. Keep both PCs on.",
  lookingFor:
    "Looking on the network for the PC that made the invite. Keep this page open, and Settings, Sharing on the other PC.",
  inside: "This PC is in. The ward's records are coming.",
  fileNeeded: "Type where the invite file is.",
  addressNeeded: "Type the address of the other PC.",
  nameNeeded: "Say what people call this PC.",
};

const stripTwo = "Another PC has this one's key. What is typed here waits. See Settings, Sharing";

/** What the strip on every screen says of the other PCs: who is there, and what cannot be here yet. */
export function stripText(pcs: readonly OtherPc[], now: number, two = false): string {
  if (two) return stripTwo;
  const there = pcs.filter((pc) => isThere(pc, now)).map(called);
  const gone = pcs.filter((pc) => !isThere(pc, now));
  const said: string[] = [];
  if (there.length > 0) said.push(`${list(there)}: now`);
  for (const pc of gone.slice(0, 2)) {
    const spell = pc.last_heard === null ? "not seen yet" : `not seen for ${since(pc.last_heard, now)}`;
    said.push(`${called(pc)} ${spell}; its changes are not here yet`);
  }
  if (gone.length > 2) said.push(`${String(gone.length - 2)} more not seen`);
  return said.join(" · ");
}
