import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { useHost } from "../../api/client";
import type { BootView } from "../../api/generated/wire";
import { memoryHost, type MemoryHost } from "../../platform/memory";
import { sampleProject } from "../../platform/memory.projects";
import { sampleAnswers } from "../../platform/memory.sample";
import { here } from "../../state/ward.svelte";
import { projectText as words } from "../../text/projects";
import LineDialog from "./LineDialog.svelte";
import Measures from "./Measures.svelte";

let host: MemoryHost;

beforeEach(() => {
  here.boot = sampleAnswers["boot_get"] as BootView;
  host = memoryHost({ measures_get: { measures: [], resting: [] } }, {}, () => ({
    id: null,
    saved_at: 1,
    undo: null,
    notes: [],
  }));
  useHost(host);
});

test("what was not measured has a word and a shape like a number that got worse", () => {
  const worse = structuredClone(sampleProject);
  const cell = worse.lines[0]?.cells[0];
  if (cell) cell.change = { way: "worse", difference: 10, percent: 5.3, target: "not_met" };
  render(Measures, { view: worse });
  const marks = [/^Worse: 5.3% more$/, /^Not measured: no time$/].map(
    (name) => screen.getByText(name).closest(".status") as HTMLElement,
  );
  for (const mark of marks) expect(mark.querySelector("svg")).not.toBeNull();
  // The check that is due says so in the row of every measure, and what is to come says when.
  expect(screen.getAllByText(words.open)).toHaveLength(2);
  expect(screen.getAllByText("On 17 December").length).toBeGreaterThan(1);
});

test("once the week has started a new target is sent only with its reason, a new name without", async () => {
  const user = userEvent.setup();
  const onclose = vi.fn();
  const line = sampleProject.lines[0] ?? null;
  const { rerender } = render(LineDialog, { view: sampleProject, line, onclose });
  const dialog = await screen.findByRole("dialog");
  const target = within(dialog).getByLabelText(words.targetLabel);
  await user.clear(target);
  await user.type(target, "90");
  await user.click(within(dialog).getByRole("button", { name: words.saveLine }));
  expect(await within(dialog).findByText(words.whyNeeded)).toBeInTheDocument();
  expect(host.sent).toHaveLength(0);
  await user.type(within(dialog).getByRole("textbox", { name: words.why }), "Two rounds");
  await user.click(within(dialog).getByRole("button", { name: words.saveLine }));
  await waitFor(() => expect(onclose).toHaveBeenCalledTimes(1));
  expect(host.sent[0]?.body).toMatchObject({ target: { value: 90 }, why: "Two rounds" });
  expect(host.sent[0]?.body).not.toHaveProperty("baseline");
  await rerender({ view: sampleProject, line: null, onclose });
  await rerender({ view: sampleProject, line, onclose });
  const name = within(await screen.findByRole("dialog")).getByRole("textbox", { name: /^What is measured/ });
  await user.clear(name);
  await user.type(name, "Wait for the bag");
  await user.click(screen.getByRole("button", { name: words.saveLine }));
  await waitFor(() => expect(host.sent).toHaveLength(2));
  expect(host.sent[1]?.body).toMatchObject({ name: "Wait for the bag", why: null });
});
