import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TextState } from "../api/generated/wire";
import Choice from "./Choice.svelte";
import DateField from "./DateField.svelte";
import Menu from "./Menu.svelte";
import NumberBox from "./NumberBox.svelte";
import type { Splice } from "./splice";
import Select from "./Select.svelte";
import StatusWord from "./StatusWord.svelte";
import TextArea from "./TextArea.svelte";
import TextField from "./TextField.svelte";

async function faults(): Promise<string[]> {
  const results = await axe.run(document.body, { rules: { region: { enabled: false } } });
  return results.violations.map((violation) => violation.id);
}

describe("Menu", () => {
  const ran: string[] = [];
  const items = ["New", "Agreed", "Doing"].map((label) => ({ label, run: () => void ran.push(label) }));

  test("keys open it, move in it, choose, and hand focus back", async () => {
    ran.length = 0;
    const user = userEvent.setup();
    render(Menu, { label: "Move to...", items });
    const button = screen.getByRole("button", { name: "Move to..." });
    button.focus();
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("menuitem", { name: "New" })).toHaveFocus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(screen.getByRole("menuitem", { name: "Doing" })).toHaveFocus();
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("menuitem", { name: "New" })).toHaveFocus();
    await user.keyboard("a");
    expect(screen.getByRole("menuitem", { name: "Agreed" })).toHaveFocus();
    expect(await faults()).toEqual([]);
    await user.keyboard("{Enter}");
    expect(ran).toEqual(["Agreed"]);
    expect(screen.queryByRole("menu")).toBeNull();
    expect(button).toHaveFocus();
  });

  test("Escape closes it without choosing", async () => {
    ran.length = 0;
    const user = userEvent.setup();
    render(Menu, { label: "Move to...", items });
    await user.click(screen.getByRole("button", { name: "Move to..." }));
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(screen.getByRole("button", { name: "Move to..." })).toHaveFocus();
    expect(ran).toEqual([]);
  });
});

describe("NumberBox", () => {
  test("empty is not nought, words are refused, Enter saves", async () => {
    const user = userEvent.setup();
    const saved: (number | null)[] = [];
    render(NumberBox, {
      label: "Nurses here",
      value: 4,
      unit: "nurses",
      whole: true,
      onsave: (v) => void saved.push(v),
    });
    const box = screen.getByRole("textbox", { name: "Nurses here" });
    expect(box).toHaveValue("4");
    await user.clear(box);
    await user.keyboard("{Enter}");
    await user.type(box, "lots{Enter}");
    expect(box).toHaveAccessibleDescription("Use a whole number, like 4.");
    await user.clear(box);
    await user.type(box, "3.5{Enter}");
    await user.clear(box);
    await user.type(box, "3{Enter}");
    expect(saved).toEqual([null, 3]);
    expect(await faults()).toEqual([]);
  });
});

describe("TextField", () => {
  test("saves once, on Enter or on leaving, and only a change", async () => {
    const user = userEvent.setup();
    const saved: string[] = [];
    render(TextField, { label: "Name", value: "Quality", onsave: (v: string) => void saved.push(v) });
    const box = screen.getByRole("textbox", { name: "Name" });
    await user.click(box);
    await user.tab();
    await user.type(box, " first{Enter}");
    await user.tab();
    expect(saved).toEqual(["Quality first"]);
  });
});

describe("Choice", () => {
  test("is radios underneath", async () => {
    const user = userEvent.setup();
    const chosen: string[] = [];
    const options = [
      { value: "a", label: "On a day we know" },
      { value: "b", label: "Not known", hint: "Counted from today" },
    ];
    render(Choice, { label: "When?", options, value: "a", onchange: (v: string) => void chosen.push(v) });
    await user.click(screen.getByRole("radio", { name: /Not known/ }));
    expect(chosen).toEqual(["b"]);
    expect(screen.getByRole("group", { name: "When?" })).toBeInTheDocument();
    expect(await faults()).toEqual([]);
  });

  test("a refused choice goes back, one made since stays", async () => {
    const user = userEvent.setup();
    const answers: ((kept: boolean) => void)[] = [];
    const options = ["Small", "Medium", "Large"].map((label) => ({ value: label, label }));
    const onchange = (): Promise<boolean> => new Promise((go) => answers.push(go));
    render(Choice, { label: "Size", options, value: "Small", onchange });
    const radio = (name: string): HTMLElement => screen.getByRole("radio", { name });
    await user.click(radio("Medium"));
    expect(radio("Medium")).toBeChecked();
    answers[0]?.(false);
    await waitFor(() => expect(radio("Small")).toBeChecked());
    await user.click(radio("Medium"));
    await user.click(radio("Large"));
    answers[1]?.(false);
    answers[2]?.(true);
    await Promise.resolve();
    expect(radio("Large")).toBeChecked();
  });
});

describe("Select", () => {
  test("a refused choice goes back to the kept one", async () => {
    const user = userEvent.setup();
    let kept = false;
    const options = ["Nobody", "AB", "JO"].map((label) => ({ value: label, label }));
    render(Select, { label: "Who", options, value: "Nobody", onchange: () => Promise.resolve(kept) });
    const box = screen.getByRole("combobox", { name: "Who" });
    await user.selectOptions(box, "AB");
    await waitFor(() => expect(box).toHaveValue("Nobody"));
    kept = true;
    await user.selectOptions(box, "JO");
    await Promise.resolve();
    expect(box).toHaveValue("JO");
  });

  test("records that come late put nothing back under the fingers; the newest answer counts", async () => {
    const user = userEvent.setup();
    const answers: ((kept: boolean) => void)[] = [];
    const options = ["Never", "Every day", "Every week"].map((label) => ({ value: label, label }));
    const onchange = (): Promise<boolean> => new Promise((go) => answers.push(go));
    const { rerender } = render(Select, { label: "Comes back", options, value: "Never", onchange });
    const box = screen.getByRole("combobox", { name: "Comes back" });
    await user.selectOptions(box, "Every day");
    await user.selectOptions(box, "Every week");
    answers[0]?.(true);
    await rerender({ value: "Every day" });
    expect(box).toHaveValue("Every week");
    answers[1]?.(false);
    await waitFor(() => expect(box).toHaveValue("Every day"));
    // What another PC chose is shown once nothing is under way here.
    await rerender({ value: "Never" });
    expect(box).toHaveValue("Never");
  });
});

describe("DateField", () => {
  test("takes whole dates, says when it is none, and picks", async () => {
    const user = userEvent.setup();
    const saved: string[] = [];
    render(DateField, {
      label: "By when?",
      value: "",
      picks: [{ label: "Today", value: "2026-11-22" }],
      onsave: (v: string) => void saved.push(v),
    });
    await user.type(screen.getByRole("textbox", { name: "Day" }), "31");
    await user.type(screen.getByRole("textbox", { name: "Month" }), "4");
    await user.type(screen.getByRole("textbox", { name: "Year" }), "2026");
    await user.click(document.body);
    expect(screen.getByText(/not a date/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Today" }));
    expect(screen.getByRole("textbox", { name: "Day" })).toHaveValue("22");
    expect(saved).toEqual(["2026-11-22"]);
    expect(await faults()).toEqual([]);
  });
});

test("a status is a word and a shape; an unknown one is not green", () => {
  const { container } = render(StatusWord, { word: "something_new" });
  expect(screen.getByText("Not said yet")).toBeInTheDocument();
  expect(container.querySelector(".on_track")).toBeNull();
});

describe("TextArea", () => {
  beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
  afterEach(() => vi.useRealTimers());

  /** A store of one text, as the real one behaves. */
  function store(start: string): {
    text: string;
    rev: number;
    sent: Splice[];
    take: (s: Splice) => Promise<TextState>;
  } {
    const kept = {
      text: start,
      rev: 1,
      sent: [] as Splice[],
      take(splice: Splice): Promise<TextState> {
        kept.sent.push(splice);
        const chars = [...kept.text];
        chars.splice(splice.at, splice.del, ...splice.ins);
        kept.text = chars.join("");
        kept.rev += 1;
        return Promise.resolve({ text: kept.text, rev: String(kept.rev), saved_at: 0, held_back: 0 });
      },
    };
    return kept;
  }

  test("sends one edit after a pause and the rest on leaving", async () => {
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    const kept = store("hoist");
    render(TextArea, { label: "Notes", value: kept.text, rev: "1", onsplice: kept.take });
    const box = screen.getByRole("textbox", { name: "Notes" });
    await user.click(box);
    await user.type(box, " out");
    expect(kept.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(350);
    expect(kept.text).toBe("hoist out");
    expect(kept.sent.length).toBe(1);
    await user.type(box, " today");
    await user.tab();
    await vi.advanceTimersByTimeAsync(10);
    expect(kept.text).toBe("hoist out today");
  });

  test("a change from elsewhere keeps what is being typed", async () => {
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    const kept = store("hoist broken");
    const { rerender } = render(TextArea, {
      label: "Notes",
      value: kept.text,
      rev: "1",
      onsplice: kept.take,
    });
    const box = screen.getByRole("textbox", { name: "Notes" });
    await user.click(box);
    await user.type(box, " again");
    kept.text = "The hoist broken";
    await rerender({ label: "Notes", value: kept.text, rev: "2", onsplice: kept.take });
    expect(box).toHaveValue("The hoist broken again");
    await vi.advanceTimersByTimeAsync(400);
    expect(kept.text).toBe("The hoist broken again");
  });
});
