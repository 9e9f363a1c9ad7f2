/** Words about people: roles, groups of tiles, the picker and the PIN. */

const roles: Record<string, string> = {
  ward_manager: "Ward manager",
  nurse_in_charge: "Nurse in charge",
  registered_nurse: "Nurse",
  nursing_associate: "Nursing associate",
  hca: "HCA",
  matron: "Matron",
  pharmacist: "Pharmacist",
  ward_clerk: "Ward clerk",
  domestic: "Domestic",
  housekeeper: "Housekeeper",
  porter: "Porter",
  volunteer: "Volunteer",
  bank: "Bank",
  student: "Student",
  doctor: "Doctor",
  physio: "Physio",
  ot: "OT",
  therapist: "Therapist",
};

const groups: Record<string, string> = {
  leading: "In charge",
  nurses: "Nurses",
  hcas: "HCAs",
  ward_team: "Ward team",
  others: "Others",
  bank: "Bank",
  student: "Students",
  doctor: "Doctors",
  therapist: "Therapists",
};

/** A role as staff say it; a role in the ward's own words is shown as typed. */
export function roleName(role: string): string {
  return roles[role] ?? role;
}

/** The heading of a group of tiles. */
export function groupName(group: string): string {
  return groups[group] ?? group;
}

/** Every role on offer, in the order people are listed. */
export function roleOptions(): { value: string; label: string }[] {
  return Object.entries(roles).map(([value, label]) => ({ value, label }));
}

export const peopleText = {
  roles,
  groups,
  title: "Who are you?",
  intro: "Tap your tile. It is forgotten after two quiet minutes.",
  notProof: "A tile is not proof of who typed.",
  search: "Find your initials",
  none: "No tile has those letters. You can add one below.",
  noTiles: "This ward has no name tiles yet. Add yours below.",
  addTitle: "Not here? Add your tile",
  initials: "Initials",
  role: "Role",
  add: "Add and use it",
  nobody: "Go on without a tile",
  held: (initials: string, role: string): string => `You are ${initials}, ${role}.`,
  letGo: "Let go of my tile",
  pinTitle: "Ward PIN",
  pinWhy: "Only the ward manager changes this. Type the ward PIN to go on.",
  pin: "PIN",
  pinGo: "Go on",
  pinWrong: "That PIN is not right. Nothing was changed.",
  pinWait: (seconds: number): string => `That PIN is not right. Wait ${seconds} seconds, then try again.`,
};
