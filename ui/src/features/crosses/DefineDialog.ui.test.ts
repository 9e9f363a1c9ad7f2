import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { useHost } from "../../api/client";
import type { BootView } from "../../api/generated/wire";
import { memoryHost, type MemoryHost } from "../../platform/memory";
import { sampleAnswers } from "../../platform/memory.sample";
import { here } from "../../state/ward.svelte";
import { componentText } from "../../text/components";
import { crossText as words } from "../../text/crosses";
import DefineDialog from "./DefineDialog.svelte";

let host: MemoryHost;

beforeEach(() => {
  here.boot = sampleAnswers["boot_get"] as BootView;
  host = memoryHost({ boot_get: sampleAnswers["boot_get"] }, {}, () => ({
    id: null,
    saved_at: 1,
    undo: null,
    notes: [],
  }));
  useHost(host);
});

test("words typed for a new cross outlive a close, and are gone once it is saved", async () => {
  const user = userEvent.setup();
  const closed = vi.fn();
  const { rerender } = render(DefineDialog, { cross: "new", onclose: closed });
  const box = (): Promise<HTMLElement> => screen.findByRole("textbox", { name: words.label });
  await user.type(await box(), "Missed doses");
  await user.type(screen.getByRole("textbox", { name: words.counts }), "Any dose not given.");
  await user.click(screen.getByRole("button", { name: componentText.close }));
  expect(closed).toHaveBeenCalled();
  await rerender({ cross: null });
  await rerender({ cross: "new" });
  expect(await box()).toHaveValue("Missed doses");
  expect(screen.getByRole("textbox", { name: words.counts })).toHaveValue("Any dose not given.");
  closed.mockClear();
  await user.click(screen.getByRole("button", { name: words.saveDefine }));
  await waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
  expect(host.sent[0]?.body).toMatchObject({ label: "Missed doses", what_counts: "Any dose not given." });
  await rerender({ cross: null });
  await rerender({ cross: "new" });
  expect(await box()).toHaveValue("");
});

test("words of one cross are not put into another", async () => {
  const user = userEvent.setup();
  const { rerender } = render(DefineDialog, { cross: "new", onclose: () => undefined });
  await user.type(await screen.findByRole("textbox", { name: words.label }), "Missed doses");
  await user.click(screen.getByRole("button", { name: componentText.close }));
  await rerender({ cross: null });
  const falls = {
    key: "falls",
    label: "Falls with harm",
    what_counts: "Any fall.",
    started_on: "",
    last_known: null,
    active: true,
    on_wall: false,
  };
  await rerender({ cross: falls });
  expect(await screen.findByRole("textbox", { name: words.label })).toHaveValue("Falls with harm");
});
