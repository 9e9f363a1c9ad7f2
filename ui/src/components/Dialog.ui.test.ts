import { render, screen, waitFor } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { Fault } from "../api/errors";
import { problem } from "../state/say.svelte";
import { errorSentence } from "../text/errors";
import Dialog from "./Dialog.svelte";

const children = createRawSnippet(() => ({ render: () => "<p>Is it sorted?</p>" }));
const refusal = (code: string): Fault => new Fault({ code, kind: "not_now", message: "" });

beforeEach(() => problem.clear());

test("what could not be done from a dialog is said in it, not behind it", async () => {
  problem.show(refusal("busy"));
  render(Dialog, { open: true, title: "Answer", onclose: () => undefined, children });
  // What went wrong before it opened has nothing to do with it.
  expect(screen.queryByRole("alert")).toBeNull();
  problem.show(refusal("read_only"));
  await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent(errorSentence("read_only") ?? ""));
  problem.clear();
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

test("Escape is told at once; a closing told late does not close what was opened again", () => {
  const onclose = vi.fn();
  render(Dialog, { open: true, title: "Answer", onclose, children });
  const dialog = screen.getByRole("dialog");
  // The button that chooses a file tells of its own cancelling.
  screen.getByText("Is it sorted?").dispatchEvent(new Event("cancel", { bubbles: true }));
  expect(onclose).not.toHaveBeenCalled();
  dialog.dispatchEvent(new Event("cancel"));
  expect(onclose).toHaveBeenCalledTimes(1);
  // Still open here: it was opened again before the browser told of the closing.
  dialog.dispatchEvent(new Event("close"));
  expect(onclose).toHaveBeenCalledTimes(1);
});
