import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { useHost } from "../../api/client";
import { Fault } from "../../api/errors";
import type { BootView, CardDetail, TileView } from "../../api/generated/wire";
import { memoryHost, type MemoryHost } from "../../platform/memory";
import { boardAnswers } from "../../platform/memory.board";
import { sampleAnswers } from "../../platform/memory.sample";
import { drafts } from "../../state/drafts.svelte";
import { session } from "../../state/session.svelte";
import { here } from "../../state/ward.svelte";
import { cardText } from "../../text/board";
import CardTalk from "./CardTalk.svelte";

const ask = boardAnswers["card_get"] as (request: { id: string }) => CardDetail;
const detail = ask({ id: "00000000-0000-7000-8000-000000000101" });
const done = { id: null, saved_at: 1, undo: null, notes: [] };
let host: MemoryHost;

beforeEach(() => {
  here.boot = sampleAnswers["boot_get"] as BootView;
  session.hold((here.ward?.tiles[0] ?? null) as TileView | null);
  drafts.clear(`card-comment-${detail.card.id}`);
  host = memoryHost();
  useHost(host);
});

test("the next words typed while a comment is on its way are kept, and pressing twice says it once", async () => {
  let answer: (value: unknown) => void = () => undefined;
  host.answer("card_comment", () => new Promise((go) => (answer = go)));
  const user = userEvent.setup();
  render(CardTalk, { detail });
  const box = screen.getByRole("textbox", { name: cardText.commentNew });
  await user.type(box, "Bay 2 has one spare");
  await user.dblClick(screen.getByRole("button", { name: cardText.commentAdd }));
  await user.type(box, "Ring first");
  answer(done);
  await waitFor(() => expect(session.tile).not.toBeNull());
  await new Promise((go) => setTimeout(go));
  expect(box).toHaveValue("Ring first");
  expect(host.sent).toHaveLength(1);
});

test("a refused comment comes back, with what was typed since after it", async () => {
  let refuse: () => void = () => undefined;
  host.answer(
    "card_comment",
    () =>
      new Promise(
        (_go, no) => (refuse = () => no(new Fault({ code: "identifier", kind: "user", message: "" }))),
      ),
  );
  const user = userEvent.setup();
  render(CardTalk, { detail });
  const box = screen.getByRole("textbox", { name: cardText.commentNew });
  await user.type(box, "Ring about 943 476 5919");
  await user.click(screen.getByRole("button", { name: cardText.commentAdd }));
  await user.type(box, "Or not");
  refuse();
  await waitFor(() => expect(box).toHaveValue("Ring about 943 476 5919 Or not"));
});
