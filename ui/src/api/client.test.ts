import { expect, test } from "vitest";
import { memoryHost } from "../platform/memory";
import { execute, query, useHost } from "./client";

/** Lets every promise that can go on go on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test("an answer that was on its way while a command ended is asked for anew", async () => {
  const answers: ((count: number) => void)[] = [];
  useHost(
    memoryHost({
      bin_get: () => new Promise((answer) => answers.push(answer)),
      undo: () => ({}),
    }),
  );
  const asked = query("bin_get", {});
  await turns();
  await execute("undo", {} as never);
  answers[0]?.(1);
  await turns();
  expect(answers).toHaveLength(2);
  answers[1]?.(2);
  expect(await asked).toBe(2);
  // The control: nothing ended meanwhile, so the first answer is the answer.
  const again = query("bin_get", {});
  await turns();
  answers[2]?.(3);
  expect(await again).toBe(3);
  expect(answers).toHaveLength(3);
});

test("somebody who saves all the time is answered all the same", async () => {
  let asked = 0;
  useHost(
    memoryHost({
      bin_get: async () => {
        asked += 1;
        await execute("undo", {} as never);
        return asked;
      },
      undo: () => ({}),
    }),
  );
  expect(await query("bin_get", {})).toBe(3);
});
