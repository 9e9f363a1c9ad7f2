import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { useHost } from "../../api/client";
import { Fault } from "../../api/errors";
import type { BootView, MeasureDetail, MeasuresView } from "../../api/generated/wire";
import { memoryHost } from "../../platform/memory";
import { boardAnswers } from "../../platform/memory.board";
import { sampleAnswers } from "../../platform/memory.sample";
import { here } from "../../state/ward.svelte";
import { errorSentence } from "../../text/errors";
import { measureText } from "../../text/measures";
import Correct from "./Correct.svelte";
import MeasureChange from "./MeasureChange.svelte";

const READ_ONLY = errorSentence("read_only") ?? "";
let detail: MeasureDetail;

beforeEach(() => {
  const { measures } = (boardAnswers["measures_get"] as () => MeasuresView)();
  const ask = boardAnswers["measure_get"] as (request: { id: string }) => MeasureDetail;
  detail = ask({ id: measures[0]?.id ?? "" });
  here.boot = sampleAnswers["boot_get"] as BootView;
  useHost(
    memoryHost({}, {}, () => {
      throw new Fault({ code: "read_only", kind: "not_now", message: "" });
    }),
  );
});

test("a choice about a measure that was refused is said beside it", async () => {
  const user = userEvent.setup();
  render(MeasureChange, { detail });
  const lane = screen.getByLabelText(measureText.lane);
  const other = [...lane.querySelectorAll("option")].find((one) => one.value !== detail.tile.lane);
  await user.selectOptions(lane, other?.value ?? "");
  await waitFor(() => expect(lane).toHaveAccessibleDescription(READ_ONLY));
});

test("a tick that was refused goes back, and the next period starts without the refusal", async () => {
  const user = userEvent.setup();
  const [first, second] = detail.points;
  const { rerender } = render(Correct, {
    detail,
    period: first?.period ?? null,
    onclose: () => undefined,
  });
  const box = screen.getByRole("checkbox", { name: new RegExp(measureText.leaveOut) });
  expect(box).not.toBeChecked();
  await user.click(box);
  expect(await screen.findByText(READ_ONLY)).toBeInTheDocument();
  expect(box).not.toBeChecked();
  await rerender({ detail, period: second?.period ?? null });
  expect(screen.queryByText(READ_ONLY)).toBeNull();
});
