import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { useHost } from "../../api/client";
import { Fault } from "../../api/errors";
import type { BootView, CardDetail, CardTile } from "../../api/generated/wire";
import { memoryHost, type MemoryHost } from "../../platform/memory";
import { boardAnswers } from "../../platform/memory.board";
import { sampleAnswers } from "../../platform/memory.sample";
import { here } from "../../state/ward.svelte";
import { cardSizes, cardText } from "../../text/board";
import { errorSentence } from "../../text/errors";
import CardFields from "./CardFields.svelte";

/** The made-up card as a new answer of the store: equal, and another object, as after every change elsewhere. */
function answer(card: Partial<CardTile> = {}): CardDetail {
  const ask = boardAnswers["card_get"] as (request: { id: string }) => CardDetail;
  const detail = ask({ id: "00000000-0000-7000-8000-000000000101" });
  return { ...detail, card: { ...detail.card, title: "Chase the hoist", ...card } };
}

let host: MemoryHost;
const refuse = (): never => {
  throw new Fault({ code: "identifier", kind: "user", message: "" });
};

beforeEach(() => {
  here.boot = sampleAnswers["boot_get"] as BootView;
  host = memoryHost({}, {}, () => ({ id: null, saved_at: 1, undo: null, notes: [] }));
  useHost(host);
});

test("a change elsewhere leaves the words somebody is typing", async () => {
  const user = userEvent.setup();
  const { rerender } = render(CardFields, { detail: answer() });
  const box = screen.getByRole("textbox", { name: cardText.title });
  await user.type(box, " again");
  await rerender({ detail: answer({ comments: 3 }) });
  expect(box).toHaveValue("Chase the hoist again");
  await rerender({ detail: answer({ title: "Chase both hoists" }) });
  expect(box).toHaveValue("Chase the hoist again");
  await user.tab();
  await waitFor(() => expect(host.sent).toHaveLength(1));
  expect(host.sent[0]?.body).toMatchObject({ field: "title", value: "Chase the hoist again" });
});

test("words that were refused stay in the box, with the reason, when something else changes", async () => {
  host.answer("card_set", refuse);
  const user = userEvent.setup();
  const { rerender } = render(CardFields, { detail: answer() });
  const box = screen.getByRole("textbox", { name: cardText.title });
  await user.type(box, " 943 476 5919{Enter}");
  await waitFor(() => expect(box).toHaveAccessibleDescription(errorSentence("identifier") ?? ""));
  await user.tab();
  await rerender({ detail: answer({ comments: 3 }) });
  expect(box).toHaveValue("Chase the hoist 943 476 5919");
});

test("a title changed elsewhere shows where nobody is typing", async () => {
  const user = userEvent.setup();
  const { rerender } = render(CardFields, { detail: answer() });
  const box = screen.getByRole("textbox", { name: cardText.title });
  await rerender({ detail: answer({ title: "Chase both hoists" }) });
  expect(box).toHaveValue("Chase both hoists");
  await user.click(box);
  await rerender({ detail: answer({ title: "Chase one hoist" }) });
  expect(box).toHaveValue("Chase one hoist");
  await user.tab();
  expect(host.sent).toHaveLength(0);
});

test("a size that was refused is said", async () => {
  host.answer("card_set", refuse);
  const user = userEvent.setup();
  render(CardFields, { detail: answer() });
  await user.click(screen.getByRole("radio", { name: Object.values(cardSizes)[0] ?? "" }));
  expect(await screen.findByText(errorSentence("identifier") ?? "")).toBeInTheDocument();
});
