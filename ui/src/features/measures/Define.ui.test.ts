import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { useHost } from "../../api/client";
import type { BootView, Starter, StartersView } from "../../api/generated/wire";
import { memoryHost } from "../../platform/memory";
import { sampleAnswers } from "../../platform/memory.sample";
import { openFeed } from "../../state/feed";
import { here } from "../../state/ward.svelte";
import { chartText, defineText } from "../../text/measures";
import { errorSentence } from "../../text/errors";
import Define from "./Define.svelte";

function starter(key: string, more: Partial<Starter> = {}): Starter {
  return {
    key,
    name: `The ${key}`,
    lane: "quality",
    definition: `How we count ${key}.`,
    value_kind: "count",
    unit: key,
    numerator_label: "",
    denominator_label: "",
    frequency: "daily",
    direction: "down",
    decimals: 0,
    source: "",
    watch: `Look out for ${key}.`,
    ...more,
  };
}
const LIST: StartersView = { starters: [starter("falls"), starter("bells", { direction: "up" })] };

/** Questions that nobody answered yet, in the order they were asked. */
let waiting: { answer: (view: StartersView) => void; refuse: (why: unknown) => void }[] = [];

beforeEach(() => {
  waiting = [];
  here.boot = sampleAnswers["boot_get"] as BootView;
  useHost(
    memoryHost({
      measure_advice_get: { advice: [] },
      starters_get: () =>
        new Promise<StartersView>((answer, refuse) => {
          waiting.push({ answer, refuse });
        }),
    }),
  );
});

const box = (label: string): HTMLElement => screen.getByRole("textbox", { name: label });

test("a late answer fills the empty fields and keeps what was typed meanwhile", async () => {
  const user = userEvent.setup();
  render(Define, { from: "falls" });
  await waitFor(() => expect(waiting).toHaveLength(1));
  await user.type(box(defineText.name), "Slips");
  const share = screen.getByRole("radio", { name: new RegExp(`^${defineText.kinds[1].label}`) });
  await user.click(share);
  waiting[0]?.answer(LIST);
  await waitFor(() => expect(box(defineText.definition)).toHaveValue("How we count falls."));
  expect(box(defineText.name)).toHaveValue("Slips");
  expect(share).toBeChecked();
});

test("what is typed after the answer stays when the question is asked again", async () => {
  const user = userEvent.setup();
  let asked = 0;
  const host = memoryHost({ measure_advice_get: { advice: [] }, starters_get: () => ((asked += 1), LIST) });
  useHost(host);
  const close = openFeed(host);
  render(Define, { from: "falls" });
  await waitFor(() => expect(box(defineText.name)).toHaveValue("The falls"));
  await user.clear(box(defineText.name));
  host.relink();
  await waitFor(() => expect(asked).toBe(2));
  await new Promise((resolve) => setTimeout(resolve));
  expect(box(defineText.name)).toHaveValue("");
  close();
});

test("a second starter wins over the first one's answer, in whichever order the answers come", async () => {
  const { rerender } = render(Define, { from: "falls" });
  await waitFor(() => expect(waiting).toHaveLength(1));
  await rerender({ from: "bells" });
  waiting[0]?.answer(LIST);
  await waitFor(() => expect(box(defineText.name)).toHaveValue("The bells"));
  await waitFor(() => expect(waiting.length).toBeGreaterThan(1));
  for (const one of waiting) one.answer(LIST);
  await rerender({ from: "falls" });
  await waitFor(() => expect(box(defineText.name)).toHaveValue("The falls"));
  expect(box(defineText.definition)).toHaveValue("How we count falls.");
});

test("a refusal is said, and goes when a later try works", async () => {
  const host = memoryHost({
    measure_advice_get: { advice: [] },
    starters_get: () => Promise.reject(new Error("gone")),
  });
  useHost(host);
  const close = openFeed(host);
  render(Define, { from: "falls" });
  expect(await screen.findByText(errorSentence("internal") ?? "")).toBeInTheDocument();
  host.answer("starters_get", LIST);
  host.relink();
  await waitFor(() => expect(box(defineText.name)).toHaveValue("The falls"));
  expect(screen.queryByText(errorSentence("internal") ?? "")).toBeNull();
  close();
});

test("a starter that is not there is said", async () => {
  render(Define, { from: "moonlight" });
  await waitFor(() => expect(waiting).toHaveLength(1));
  waiting[0]?.answer(LIST);
  expect(await screen.findByText(errorSentence("not_found") ?? "")).toBeInTheDocument();
});

test("which chart and whose rules are asked in plain words, and the usual answer is given", async () => {
  const user = userEvent.setup();
  render(Define);
  await user.click(screen.getByText(chartText.title));
  const pick = (name: string): HTMLElement => screen.getByRole("combobox", { name });
  expect(pick(chartText.chart)).toHaveDisplayValue(chartText.charts[0]?.label ?? "");
  expect(pick(chartText.rules)).toHaveDisplayValue(/mdc2024/);
  await user.selectOptions(pick(chartText.chart), "run");
  await waitFor(() => expect(pick(chartText.rules)).toHaveDisplayValue(/Anhøj/));
  expect(screen.queryByRole("combobox", { name: chartText.run })).toBeNull();
});
