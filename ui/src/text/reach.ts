/** Words of where this PC is reached on the network and which PCs it calls. */
export const reachText = {
  here: "Other PCs reach this one at",
  hereHint: "Type this on the other PC when it joins.",
  calls: "PCs this one calls",
  callsNone: "This PC calls no others yet. A PC that joins by an invite calls the PC that made it.",
  notCalled: "Not called yet.",
  from: {
    file: "From the file peers.txt",
    policy: "Set by your trust",
  } as Record<string, string>,
  stop: "Stop calling",
  stopLabel: (address: string): string => `Stop calling ${address}`,
  stopped: "This PC no longer calls there.",
  add: "Address of another PC of this ward",
  addHint: "Its name or number, like ward-6a-office or 10.1.2.3.",
  addDo: "Call this PC",
  added: "This PC calls there from now on.",
  addNeeded: "Type the address of the other PC.",
  port: "Port of this PC",
  portByTrust: (port: number): string => `This PC uses port ${String(port)}. Set by your trust.`,
  portHint: (usual: number): string =>
    `A number from 1024 to 65535. Leave it empty for the usual one, ${String(usual)}. Other PCs must then type the new address.`,
  portDo: "Use this port",
  portSaved: "The port is saved. Links that stand go on.",
};

/** Words of the test of the connection. */
export const tryText = {
  title: "Try the connection",
  intro: "This tries the key, the port, each address this PC calls and the clock. It disturbs nobody.",
  go: "Try it now",
  going: "Trying. This takes a few seconds.",
  done: (look: number): string =>
    look === 0
      ? "Nothing stands in the way."
      : look === 1
        ? "One thing needs doing."
        : `${String(look)} things need doing.`,
  states: { good: "Good", look: "Look at this", unknown: "Not known" } as Record<string, string>,
  what: {
    files: "Files from IT",
    key: "Key",
    port: "Port",
    incoming: "Calls from others",
    address: "Address",
    clock: "Clock",
  } as Record<string, string>,
};

/** Words of finding a PC on the network. */
export const aroundText = {
  shown: (tag: string): string =>
    `While this page is open, this PC shows itself on the network as ${tag}. No name is sent.`,
  title: "PCs that can be joined on this network",
  looking: "Looking for PCs. One is found while Settings, Sharing is open on it and it lets a PC in.",
  check: "Choose the one that shows the same letters on its screen.",
  use: "Use this address",
  useLabel: (tag: string): string => `Use this address: ${tag}`,
};
