import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect, test } from "vitest";
import Tick from "./Tick.svelte";

test("words, finger and space bar tick it; the hint is part of its name; a shut box stays as it is", async () => {
  const user = userEvent.setup();
  const heard: boolean[] = [];
  const given = {
    label: "Not reported yet",
    hint: "It becomes an action.",
    onchange: (on: boolean) => void heard.push(on),
  };
  const { rerender } = render(Tick, given);
  const box = screen.getByRole("checkbox", { name: "Not reported yet It becomes an action." });
  expect(box).not.toBeChecked();
  await user.click(screen.getByText("It becomes an action."));
  expect(box).toBeChecked();
  box.focus();
  await user.keyboard(" ");
  expect(box).not.toBeChecked();
  expect(heard).toEqual([true, false]);
  await rerender({ ...given, disabled: true });
  await user.click(box);
  expect(heard).toEqual([true, false]);
  const found = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(found.violations.map((fault) => fault.id)).toEqual([]);
});

test("it shows what is stored when that changes", async () => {
  const { rerender } = render(Tick, { label: "Leave it out", checked: true });
  const box = screen.getByRole("checkbox", { name: "Leave it out" });
  expect(box).toBeChecked();
  await rerender({ checked: false });
  expect(box).not.toBeChecked();
});

test("a refused tick goes back", async () => {
  const user = userEvent.setup();
  let kept = false;
  render(Tick, { label: "Pump checked", onchange: () => Promise.resolve(kept) });
  const box = screen.getByRole("checkbox", { name: "Pump checked" });
  await user.click(box);
  await waitFor(() => expect(box).not.toBeChecked());
  kept = true;
  await user.click(box);
  await Promise.resolve();
  expect(box).toBeChecked();
});
