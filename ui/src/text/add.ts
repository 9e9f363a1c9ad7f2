/** Words of Add: one line, Enter, done. */
export const addText = {
  name: "Add",
  title: "Add to our board",
  what: "What needs doing, or what did you notice?",
  hint: "One line is enough. The rest can wait.",
  lane: "Where does it belong?",
  toSort: "Not sure yet",
  owner: "Who?",
  noOwner: "No one yet",
  due: "By when?",
  add: "Add it",
  again: "Add and write another",
  said: (title: string): string => `Added: ${title}`,
  saidToSort: (title: string): string => `Added: ${title}. It waits under To sort.`,
};
