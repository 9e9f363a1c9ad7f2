import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { componentText } from "../text/components";
import NumberBox from "./NumberBox.svelte";

test("what is no number stays in the box, with the words about it, until it is put right", async () => {
  const user = userEvent.setup();
  const heard: (number | null)[] = [];
  const onsave = (value: number | null): unknown => heard.push(value);
  const { rerender } = render(NumberBox, { label: "Nurses", value: 4, whole: true, onsave });
  const box = screen.getByRole("textbox", { name: "Nurses" });
  await user.clear(box);
  await user.type(box, "4 or 5");
  await user.tab();
  expect(box).toHaveValue("4 or 5");
  expect(box).toHaveAccessibleDescription(componentText.wholeNumber);
  await rerender({ label: "Nurses", value: 6, whole: true, onsave });
  expect(box).toHaveValue("4 or 5");
  await user.clear(box);
  await user.type(box, "5{Enter}");
  expect(heard).toEqual([5]);
  await rerender({ label: "Nurses", value: 5, whole: true, onsave });
  await user.tab();
  expect(box).toHaveValue("5");
  expect(box).not.toHaveAccessibleDescription(componentText.wholeNumber);
  expect(heard).toEqual([5]);
});

test("an emptied box that keeps its number shows it again and says so", async () => {
  const user = userEvent.setup();
  render(NumberBox, { label: "Nurses", value: 4, keeps: true });
  const box = screen.getByRole("textbox", { name: "Nurses" });
  await user.clear(box);
  await user.tab();
  expect(box).toHaveValue("4");
  expect(box).toHaveAccessibleDescription(componentText.numberKept);
});

test("a number stored while the box has the focus is shown, and leaving it untouched sends nothing", async () => {
  const user = userEvent.setup();
  const heard: (number | null)[] = [];
  const onsave = (value: number | null): unknown => heard.push(value);
  const { rerender } = render(NumberBox, { label: "Target", value: 95, onsave });
  const box = screen.getByRole("textbox", { name: "Target" });
  // As when a question about it was answered: the focus comes back before the new number does.
  await user.click(box);
  await rerender({ label: "Target", value: 70, onsave });
  expect(box).toHaveValue("70");
  await user.tab();
  expect(heard).toEqual([]);
  // What somebody typed stays, whatever is stored meanwhile.
  await user.click(box);
  await user.type(box, "8");
  const typed = (box as HTMLInputElement).value;
  await rerender({ label: "Target", value: 60, onsave });
  expect(box).toHaveValue(typed);
  await user.tab();
  expect(heard).toEqual([Number(typed)]);
});
