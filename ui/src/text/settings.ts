/** Words of Settings: the ward, its people, lanes and crosses, and this PC. */
export const settingsText = {
  name: "Settings",
  places: "Parts of settings",
  part: {
    ward: "The ward",
    people: "People",
    lanes: "Lanes",
    crosses: "Days since",
    look: "How it looks",
    backup: "Backup",
    pin: "Ward PIN",
    about: "About",
  },
  locked: "The ward manager has put a PIN on this part.",
  unlock: "Type the PIN",
  saved: "Saved",
};

export const wardSettingsText = {
  name: "Ward name",
  area: "Kind of ward",
  site: "Hospital or site",
  beds: "Beds",
  bedsUnit: "beds",
  colour: "Ward colour",
  dayStart: "Day shift starts",
  nightStart: "Night shift starts",
  huddleTime: "Huddle time",
  timeHint: "24-hour time, like 07:30",
  changed: "The ward's details are saved.",
};

export const peopleSettingsText = {
  intro: "One tile a person. Tiles hold initials and a role, never a full name.",
  pasteLabel: "Paste a list",
  pasteHint:
    "One person a line: initials, then the role. Like SM, nurse in charge. Names are turned into initials.",
  paste: "Add these tiles",
  pasteEmpty: "Paste or type at least one line first.",
  added: (count: number): string => (count === 1 ? "1 tile added." : `${count} tiles added.`),
  there: (count: number): string => (count === 1 ? "1 was there already." : `${count} were there already.`),
  notRead: (lines: string): string => `We could not read these lines: ${lines}. The rest is saved.`,
  onThisWard: (count: number): string =>
    count === 1 ? "1 tile on this ward" : `${count} tiles on this ward`,
  none: "No tiles yet. Paste your list above, or add one at a time.",
  change: "Change",
  changeTitle: (initials: string): string => `Change ${initials}`,
  takeOff: "Take off the list",
  bringBack: "Put back on the list",
  left: "Not on the list now",
  tookOff: (initials: string): string => `${initials} is off the list. Old records keep the initials.`,
  backOn: (initials: string): string => `${initials} is back on the list.`,
  more: (initials: string, role: string): string => `${initials}, ${role}: change or take off`,
  initials: "Initials",
  role: "Role",
  save: "Save",
};

export const lanesText = {
  intro: "Five lanes fit on one screen. Rename them in your own words, or hide one you do not need.",
  label: "Name",
  subtitle: "In a few words",
  hide: "Hide",
  show: "Show",
  hidden: "Hidden",
  hideFull: (label: string): string => `Hide the lane ${label}`,
  showFull: (label: string): string => `Show the lane ${label}`,
  didHide: (label: string): string => `${label} is hidden. Its cards are kept.`,
  didShow: (label: string): string => `${label} is shown.`,
  changed: "The lane is saved.",
  labelFull: (at: number): string => `Name of lane ${at}`,
  subtitleFull: (at: number): string => `Lane ${at} in a few words`,
};

export const crossSetUpText = {
  intro: "Pick the harms your team wants to count days since. Two or three is plenty to start with.",
  notReport: "This is not the incident report. Report harm in the usual way too.",
  counting: "You count these",
  none: "You count nothing yet. Pick one below.",
  offer: "You could count",
  own: "Something else",
  ownName: "Its name",
  what: "What counts?",
  lastTitle: (label: string): string => `${label}: when was the last one?`,
  last: "When was the last one?",
  lastKnown: "On a day we know",
  lastNotKnown: "Not known",
  lastNotKnownHint: "Days are then counted from today.",
  date: "Day of the last one",
  dateNeeded: "Give the day, or choose Not known.",
  start: "Start counting",
  pick: (label: string): string => `Count ${label}`,
  started: (label: string): string => `You now count days since ${label}.`,
  since: (date: string): string => `counting since ${date}`,
  lastWas: (date: string): string => `last one before that on ${date}`,
  stop: "Stop counting",
  stopped: (label: string): string => `You stopped counting ${label}. What you marked is kept.`,
  again: "Count again",
  stoppedList: "You stopped counting",
};

/** Harms many wards count, with what counts in plain words. A ward may use its own. */
export const crossStarters: { label: string; what: string }[] = [
  { label: "Falls with harm", what: "Any fall where the person was hurt, even a little." },
  { label: "Falls", what: "Any fall on the ward, with or without harm." },
  { label: "Pressure ulcers", what: "A new pressure ulcer on our ward, category 2 or worse." },
  { label: "Medicines", what: "A medicine mistake that reached the patient." },
  { label: "Infections", what: "An infection caught on our ward." },
  { label: "Violence to staff", what: "Staff hit, kicked, spat at or threatened." },
  { label: "Staff injury", what: "Anyone in the team hurt at work." },
];

export const lookText = {
  theme: "Colours",
  themes: {
    system: "Same as Windows",
    light: "Light",
    dark: "Dark",
    contrast: "High contrast",
    night: "Night (dim)",
  },
  textSize: "Text size",
  percent: (share: number): string => `${Math.round(share * 100)}%`,
  keys: "Key combinations",
  keysHint: "Like Ctrl+K. Help (F1) always works.",
  on: "On",
  off: "Off",
  thisPc: "These are for this PC only.",
};

export const backupText = {
  intro: "A backup is a full copy of the board that was checked after it was made.",
  folder: "Backup folder",
  folderHint: "A folder on another drive is best, like a shared drive of your ward.",
  noFolder: "No nightly backup yet. Give a folder and the PC makes one each night.",
  setFolder: "Use this folder",
  off: "Turn the nightly backup off",
  now: "Back up now",
  last: (when: string): string => `Last backup: ${when}`,
  never: "No backup was made yet.",
  checked: "It was checked and is good.",
  notChecked: "It was not checked. Make another one now.",
  fault: "The last backup did not work. Your board is safe on this PC. Check the folder.",
  done: (records: number): string => `Backed up and checked: ${records} records.`,
  folderSet: "The nightly backup goes there from now on.",
  folderOff: "The nightly backup is off.",
  folderNeeded: "Type the folder first.",
  where: (folder: string): string => `The board itself is kept in ${folder}`,
};

export const pinText = {
  intro: "A PIN keeps the ward's own settings for the ward manager. Everything else works without it.",
  isSet: "This PC has a ward PIN.",
  notSet: "This PC has no ward PIN.",
  old: "PIN now",
  fresh: "New PIN",
  freshHint: "4 to 12 figures",
  again: "New PIN once more",
  different: "The two PINs are not the same. Nothing was changed.",
  set: "Set the PIN",
  change: "Change the PIN",
  clear: "Take the PIN off",
  didSet: "The ward PIN is set on this PC.",
  didClear: "The ward PIN is off.",
  forgotten: "If it is forgotten, your IT team can take it off on this PC.",
};

export const aboutText = {
  version: "Version",
  folder: "Data folder",
  records: "Records",
  pc: "This PC",
  store: "This copy of the board",
  free: "Free space on this disk",
  freeUnit: "GB",
  shape: "Data version",
  notKnown: "Not known",
  what: "Huddleboard is for teams. It does not hold patient records and it alerts no one.",
  emergency:
    "For a deteriorating patient or an emergency, use your normal calls. This app does not alert anyone.",
  access: "How easy it is to use",
  accessText:
    "Everything works by tap and by keys. Text can be made twice as large. Tell your ward manager what is hard to use.",
  fonts: "Type: Noto Sans (SIL Open Font Licence). Icons: Lucide (ISC licence).",
};
