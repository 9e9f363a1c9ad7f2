import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { useHost } from "../../api/client";
import type { BootView, EscalationLine, EscalationsView } from "../../api/generated/wire";
import { memoryHost, type MemoryHost } from "../../platform/memory";
import { dayAnswers } from "../../platform/memory.day";
import { sampleAnswers } from "../../platform/memory.sample";
import { escalating } from "../../state/escalating.svelte";
import { here } from "../../state/ward.svelte";
import { componentText } from "../../text/components";
import { escalationText as words } from "../../text/escalation";
import AnswerDialog from "./AnswerDialog.svelte";

const made = (dayAnswers["escalations_get"] as () => EscalationsView)();
/** The made-up matter as it was before anybody answered. */
const line: EscalationLine = { ...[...made.open, ...made.answered][0]!, answer: "", answered_by: "" };
let host: MemoryHost;

beforeEach(() => {
  here.boot = sampleAnswers["boot_get"] as BootView;
  host = memoryHost({}, {}, () => ({ id: null, saved_at: 1, undo: null, notes: [] }));
  useHost(host);
});

test("an answer half written outlives a close, and is gone once it is saved", async () => {
  const user = userEvent.setup();
  render(AnswerDialog);
  const box = (): Promise<HTMLElement> => screen.findByRole("textbox", { name: words.answerWhat });
  escalating.answer(line);
  await user.type(await box(), "Two come on Monday");
  await user.click(screen.getByRole("button", { name: componentText.close }));
  await waitFor(() => expect(screen.queryByRole("textbox", { name: words.answerWhat })).toBeNull());
  escalating.answer(line);
  expect(await box()).toHaveValue("Two come on Monday");
  await user.type(screen.getByRole("textbox", { name: words.answerBy }), "Matron");
  await user.click(screen.getByRole("button", { name: words.answer }));
  await waitFor(() => expect(escalating.answering).toBeNull());
  expect(host.sent[0]?.body).toMatchObject({ answer: "Two come on Monday", answered_by: "Matron" });
  // Its words come from the store now, not from what was typed.
  escalating.answer({ ...line, answer: "Two came" });
  expect(await box()).toHaveValue("Two came");
});
