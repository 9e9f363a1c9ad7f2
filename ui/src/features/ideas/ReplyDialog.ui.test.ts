import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { useHost } from "../../api/client";
import type { BootView, IdeaView } from "../../api/generated/wire";
import { memoryHost, type MemoryHost } from "../../platform/memory";
import { sampleAnswers } from "../../platform/memory.sample";
import { here } from "../../state/ward.svelte";
import { componentText } from "../../text/components";
import { ideasText as words } from "../../text/ideas";
import ReplyDialog from "./ReplyDialog.svelte";

const idea: IdeaView = {
  id: "00000000-0000-7000-8000-000000000701",
  text: "Keep the slings by the door",
  by: "",
  at: 0,
  state: "new",
  reply: "",
  lane: null,
  me_too: 0,
};
let host: MemoryHost;

beforeEach(() => {
  here.boot = sampleAnswers["boot_get"] as BootView;
  host = memoryHost({}, {}, () => ({ id: null, saved_at: 1, undo: null, notes: [] }));
  useHost(host);
});

test("a reply half written outlives a close, and is gone once it is saved", async () => {
  const user = userEvent.setup();
  const onclose = vi.fn();
  const { rerender } = render(ReplyDialog, { idea, onclose });
  const box = (): Promise<HTMLElement> => screen.findByRole("textbox", { name: words.reply });
  await user.type(await box(), "We try it next week");
  await user.click(screen.getByRole("button", { name: componentText.close }));
  await waitFor(() => expect(onclose).toHaveBeenCalledTimes(1));
  await rerender({ idea: null, onclose });
  await rerender({ idea: { ...idea }, onclose });
  expect(await box()).toHaveValue("We try it next week");
  await user.click(screen.getByRole("radio", { name: words.choices[0]!.label }));
  await user.click(screen.getByRole("button", { name: words.save }));
  await waitFor(() => expect(host.sent[0]?.body).toMatchObject({ reply: "We try it next week" }));
  await waitFor(() => expect(onclose).toHaveBeenCalledTimes(2));
  await rerender({ idea: null, onclose });
  await rerender({ idea: { ...idea, reply: "Tried, and it works" }, onclose });
  expect(await box()).toHaveValue("Tried, and it works");
});
