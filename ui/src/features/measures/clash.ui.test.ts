import { render, screen, within } from "@testing-library/svelte";
import { beforeEach, expect, test } from "vitest";
import type { BootView, ClashView, MeasureDetail, MeasuresView } from "../../api/generated/wire";
import { boardAnswers } from "../../platform/memory.board";
import { sampleAnswers } from "../../platform/memory.sample";
import { here } from "../../state/ward.svelte";
import { clashText } from "../../text/history";
import Clashes from "../../components/Clashes.svelte";
import Numbers from "./Numbers.svelte";

let detail: MeasureDetail;
let clash: ClashView;

/** A measure whose newest number two PCs entered apart: 4 by AB, 6 by JO. */
beforeEach(() => {
  here.boot = sampleAnswers["boot_get"] as BootView;
  const { measures } = (boardAnswers["measures_get"] as () => MeasuresView)();
  const get = boardAnswers["measure_get"] as (request: { id: string }) => MeasureDetail;
  const found = get({ id: measures[0]?.id ?? "" });
  const points = found.points.map((point, index) => ({
    ...point,
    clash: index === found.points.length - 1,
  }));
  const period = points.at(-1)?.period ?? "";
  clash = {
    id: "a year of numbers",
    path: ["points", period],
    values: [
      { value: { value: 4 }, by: "AB", at: 1_795_333_320_000 },
      { value: { value: 6 }, by: "JO", at: 1_795_333_380_000 },
    ],
  };
  detail = { ...found, points, clashes: [clash] };
});

test("the table names both numbers in the row they stand in, and in no other", () => {
  render(Numbers, { detail, onfix: () => undefined });
  const rows = screen.getAllByRole("row").slice(1);
  const newest = rows[0];
  expect(newest).toBeDefined();
  expect(within(newest as HTMLElement).getByText(/Two people wrote here: 4 and 6/)).toBeInTheDocument();
  expect(screen.getAllByText(/Two people wrote here/)).toHaveLength(1);
});

test("without two numbers nothing is said", () => {
  const settled = { ...detail, points: detail.points.map((point) => ({ ...point, clash: false })) };
  render(Numbers, { detail: { ...settled, clashes: [] }, onfix: () => undefined });
  expect(screen.queryByText(/Two people wrote here/)).toBeNull();
});

test("both versions stand with who wrote them, each with its own button", () => {
  render(Clashes, { clashes: [clash], name: () => "yesterday" });
  expect(screen.getByText("4")).toBeInTheDocument();
  expect(screen.getByText("6")).toBeInTheDocument();
  expect(screen.getByText(/^AB, /)).toBeInTheDocument();
  expect(screen.getByText(/^JO, /)).toBeInTheDocument();
  expect(screen.getByRole("button", { name: clashText.keepNamed("4") })).toBeInTheDocument();
  expect(screen.getByRole("button", { name: clashText.keepNamed("6") })).toBeInTheDocument();
});
