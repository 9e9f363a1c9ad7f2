import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { expect, test, vi } from "vitest";
import SideSheet from "./SideSheet.svelte";

const children = createRawSnippet(() => ({ render: () => "<p>Two falls in the night</p>" }));

test("Escape closes it from inside, and when a button that went had the focus", async () => {
  const user = userEvent.setup();
  const onclose = vi.fn();
  render(SideSheet, { title: "Low bed", onclose, children });
  expect(screen.getByRole("heading", { name: "Low bed" })).toHaveFocus();
  await user.keyboard("{Escape}");
  expect(onclose).toHaveBeenCalledTimes(1);
  screen.getByRole("heading", { name: "Low bed" }).blur();
  expect(document.body).toHaveFocus();
  await user.keyboard("{Escape}");
  expect(onclose).toHaveBeenCalledTimes(2);
});

test("Escape meant for something else leaves it open", async () => {
  const user = userEvent.setup();
  const onclose = vi.fn();
  render(SideSheet, { title: "Low bed", onclose, children });
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.setAttribute("open", "");
  screen.getByRole("heading", { name: "Low bed" }).blur();
  await user.keyboard("{Escape}");
  expect(onclose).not.toHaveBeenCalled();
  dialog.remove();
  const outside = document.body.appendChild(document.createElement("button"));
  outside.focus();
  await user.keyboard("{Escape}");
  expect(onclose).not.toHaveBeenCalled();
  outside.remove();
});
