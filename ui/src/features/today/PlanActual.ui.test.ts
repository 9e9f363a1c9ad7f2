import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { useHost } from "../../api/client";
import type { BootView, ShiftNumber } from "../../api/generated/wire";
import { memoryHost, type MemoryHost } from "../../platform/memory";
import { sampleAnswers } from "../../platform/memory.sample";
import { here } from "../../state/ward.svelte";
import { roleWords } from "../../text/measures";
import PlanActual from "./PlanActual.svelte";

const number: ShiftNumber = {
  measure: "00000000-0000-7000-8000-000000000301",
  role: "staffing",
  label: "Nurses",
  plan: 5,
  actual: 4,
  why_different: "",
  by: "",
  at: null,
  stale: false,
  clash: false,
};
let host: MemoryHost;

beforeEach(() => {
  here.boot = sampleAnswers["boot_get"] as BootView;
  host = memoryHost({}, {}, () => ({ id: null, saved_at: 1, undo: null, notes: [] }));
  useHost(host);
});

test("two quick entries never send each other's older half", async () => {
  const user = userEvent.setup();
  render(PlanActual, { number, date: "2026-11-22", shift: "day" });
  const words = roleWords(number.role);
  // The list still holds the numbers from before when the second one is typed.
  for (const [name, typed] of [
    [words.first, "6"],
    [words.second, "3"],
  ] as const) {
    const box = screen.getByRole("textbox", { name: `${number.label}, ${name}` });
    await user.clear(box);
    await user.type(box, `${typed}{Enter}`);
  }
  await waitFor(() => expect(host.sent).toHaveLength(2));
  expect(host.sent[0]?.body).toMatchObject({ plan: 6 });
  expect(host.sent[0]?.body).not.toHaveProperty("value");
  expect(host.sent[1]?.body).toMatchObject({ value: 3 });
  expect(host.sent[1]?.body).not.toHaveProperty("plan");
});
