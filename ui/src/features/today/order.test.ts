import { expect, test } from "vitest";
import type { ActionView } from "../../api/generated/wire";
import { mineFirst } from "./order";

const action = (id: string, owner_id: string | null): ActionView => ({
  id,
  huddle: "h",
  text: id,
  owner: null,
  owner_id,
  due: "today",
  due_date: "2026-11-22",
  state: "open",
  late: false,
  carried: 0,
  raised_at: 0,
  section: "",
  clash: false,
  from_paper: false,
});

test("mine come first and nothing else moves", () => {
  const all = [action("a", null), action("b", "me"), action("c", "other"), action("d", "me")];
  expect(mineFirst(all, "me").map((a) => a.id)).toEqual(["b", "d", "a", "c"]);
  expect(mineFirst(all, null).map((a) => a.id)).toEqual(["a", "b", "c", "d"]);
});
