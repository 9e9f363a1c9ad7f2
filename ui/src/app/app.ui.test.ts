import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import App from "../App.svelte";
import { useHost, useTileSource } from "../api/client";
import { memoryHost, type MemoryHost } from "../platform/memory";
import { sampleAnswers } from "../platform/memory.sample";
import { adding } from "../state/add.svelte";
import { session } from "../state/session.svelte";
import type { BootView } from "../api/generated/wire";
import { undo } from "../state/undo.svelte";
import { here } from "../state/ward.svelte";
import { findActions, registerActions, runKeys } from "./actions.svelte";
import { combination } from "./keys";
import { parseRoute } from "./router.svelte";

const done = (): unknown => ({ id: "new", saved_at: Date.UTC(2026, 10, 22, 7, 43), undo: 2, notes: [] });

function host(over: Record<string, unknown> = {}): MemoryHost {
  const made = memoryHost({ ...sampleAnswers, ...over }, {}, done);
  useHost(made);
  return made;
}

beforeEach(() => {
  // The state outlives a test, as it outlives a page: start each from a fresh window.
  session.letGo();
  adding.open = false;
  here.boot = null;
  here.fault = null;
  undo.view = { undo: null, redo: null };
  useTileSource(() => session.tile?.id ?? null);
  location.hash = "#/find";
});

describe("the frame", () => {
  test("says which ward, when, who and what is saved", async () => {
    host();
    render(App);
    expect(await screen.findByText("Ward 6A")).toBeInTheDocument();
    expect(screen.getByText("Sunday 22 November, 07:42 · day")).toBeInTheDocument();
    expect(screen.getByText("Saved on this PC 07:41")).toBeInTheDocument();
    await waitFor(() =>
      expect(screen.getByRole("link", { name: "Find" })).toHaveAttribute("aria-current", "page"),
    );
    expect(document.title).toBe("Find - Ward 6A - Huddleboard");
  });

  test("an empty store starts with the first start and no menu", async () => {
    host({ boot_get: { ...(sampleAnswers["boot_get"] as BootView), ward: null } });
    render(App);
    expect(await screen.findByRole("button", { name: "Start a ward here" })).toBeInTheDocument();
    expect(screen.queryByRole("navigation")).toBeNull();
  });

  test("Add: keys alone, one line, Enter, done; the saved line moves on", async () => {
    const memory = host();
    const user = userEvent.setup();
    render(App);
    await screen.findByText("Ward 6A");
    await user.keyboard("{Alt>}a{/Alt}");
    const box = await screen.findByRole("textbox", { name: "What needs doing, or what did you notice?" });
    await waitFor(() => expect(box).toHaveFocus());
    await user.keyboard("Chase hoist repair{Enter}");
    await waitFor(() => expect(memory.sent.some((call) => call.name === "card_add")).toBe(true));
    const sent = memory.sent.find((call) => call.name === "card_add");
    expect(sent?.body).toMatchObject({ title: "Chase hoist repair", lane: null, owner: null, due: null });
    expect(await screen.findByText("Saved on this PC 07:43")).toBeInTheDocument();
    expect(screen.getByRole("status")).toHaveTextContent(
      "Added: Chase hoist repair. It waits under To sort.",
    );
  });

  test("a refused Add keeps the words", async () => {
    const memory = host();
    memory.answer("card_add", () => {
      throw { code: "empty", kind: "user", message: "" };
    });
    const user = userEvent.setup();
    render(App);
    await screen.findByText("Ward 6A");
    await user.click(screen.getByRole("button", { name: "Add" }));
    const box = await screen.findByRole("textbox", { name: /What needs doing/ });
    await user.type(box, "Chase{Enter}");
    await waitFor(() => expect(box).toHaveAccessibleDescription(/Type something first/));
    expect(box).toHaveValue("Chase");
  });

  test("a tile is chosen, said, and goes with every command", async () => {
    const memory = host();
    const user = userEvent.setup();
    render(App);
    await screen.findByText("Ward 6A");
    await user.click(screen.getByRole("button", { name: "Tap your tile" }));
    const dialog = await screen.findByRole("dialog", { name: "Who are you?" });
    await user.click(within(dialog).getByRole("button", { name: /^SM/ }));
    expect(session.tile?.initials).toBe("SM");
    expect(screen.getByRole("status")).toHaveTextContent("You are SM, Nurse in charge.");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await screen.findByRole("button", { name: "Undo: moved a card from New to Doing" });
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() =>
      expect(memory.sent.find((call) => call.name === "undo")?.tile).toBe(session.tile?.id),
    );
  });

  test("the palette finds an action by words and runs it", async () => {
    host();
    const user = userEvent.setup();
    render(App);
    await screen.findByText("Ward 6A");
    await user.keyboard("{Control>}k{/Control}");
    const box = await screen.findByRole("combobox");
    await waitFor(() => expect(box).toHaveFocus());
    await user.keyboard("settings");
    await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(1));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(location.hash).toBe("#/settings"));
  });

  test("a letter alone does nothing", async () => {
    const memory = host();
    const user = userEvent.setup();
    render(App);
    await screen.findByText("Ward 6A");
    const before = memory.sent.length;
    await user.keyboard("azykfnd?/");
    expect(memory.sent.length).toBe(before);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(location.hash).toBe("#/find");
  });

  test("a store that does not answer says so and can be asked again", async () => {
    const memory = host();
    memory.answer("boot_get", () => {
      throw new Error("gone");
    });
    render(App);
    const again = await screen.findByRole("button", { name: "Try again" });
    memory.answer("boot_get", sampleAnswers["boot_get"]);
    await userEvent.click(again);
    expect(await screen.findByText("Ward 6A")).toBeInTheDocument();
  });
});

describe("actions, keys and routes", () => {
  test("a key alone may not be registered", () => {
    const action = { id: "x", label: "X", group: "", run: () => undefined };
    expect(() => registerActions([{ ...action, keys: "a" }])).toThrow();
    expect(() => registerActions([{ ...action, keys: "Shift+A" }])).toThrow();
    const stop = registerActions([{ ...action, keys: "Ctrl+Shift+X" }]);
    expect(runKeys("Ctrl+Shift+X")).toBe(true);
    stop();
    expect(runKeys("Ctrl+Shift+X")).toBe(false);
  });

  test("what starts with the words comes first", () => {
    const run = (): undefined => undefined;
    const stop = registerActions([
      { id: "1", label: "Print the board", group: "Test", run },
      { id: "2", label: "Board: open it", group: "Test", run },
    ]);
    expect(findActions("board test").map((action) => action.id)).toEqual(["2", "1"]);
    stop();
  });

  test("combinations", () => {
    const press = (init: KeyboardEventInit): string | null => combination(new KeyboardEvent("keydown", init));
    expect(press({ key: "k", ctrlKey: true })).toBe("Ctrl+K");
    expect(press({ key: "k" })).toBeNull();
    expect(press({ key: "K", shiftKey: true })).toBeNull();
    expect(press({ key: "F1" })).toBe("F1");
    expect(press({ key: "+", ctrlKey: true, shiftKey: true })).toBe("Ctrl+Plus");
    expect(press({ key: "Control", ctrlKey: true })).toBeNull();
  });

  test("routes", () => {
    expect(parseRoute("#/board/card/a%2Fb?lane=quality").params).toEqual(["card", "a/b"]);
    expect(parseRoute("#/board?lane=quality").query.get("lane")).toBe("quality");
    expect(parseRoute("").screen).toBe("");
    expect(parseRoute("#/%E0%A4%A").screen).toBe("");
  });
});
