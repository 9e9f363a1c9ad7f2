import { render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { WeekComplete } from "../../api/generated/wire";
import { weekText } from "../../text/week";
import Complete from "./Complete.svelte";

const complete = (not_entered: string[]): WeekComplete => ({
  huddles_held: 7,
  huddles_planned: 7,
  measures_entered: 3,
  measures_due: 3,
  days_not_checked: 0,
  not_entered,
});

test("a measure with two numbers is named and the week is not said to lack nothing", () => {
  const why = "Falls (Two numbers for 22 November 2026: choose one)";
  render(Complete, { complete: complete([why]), crosses: 2 });
  expect(screen.getByText(weekText.notEntered(why))).toBeInTheDocument();
  expect(screen.queryByText(weekText.whole)).toBeNull();
});

test("a week with everything says so", () => {
  render(Complete, { complete: complete([]), crosses: 2 });
  expect(screen.getByText(weekText.whole)).toBeInTheDocument();
});
