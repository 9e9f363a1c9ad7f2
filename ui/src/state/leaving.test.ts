import { expect, test } from "vitest";
import { beforeClose, saveAll } from "./leaving";
import { saved } from "./saved.svelte";

test("closing waits for every job and every answer, and a job that fails holds nothing up", async () => {
  const done: string[] = [];
  let answer: () => void = () => undefined;
  const off = beforeClose(() => Promise.reject(new Error("refused")));
  const offText = beforeClose(async () => {
    await Promise.resolve();
    done.push("text");
  });
  const command = saved.follow(new Promise<void>((resolve) => (answer = resolve)));
  const closing = saveAll().then(() => done.push("closed"));
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  expect(done).toEqual(["text"]);
  answer();
  await command;
  await closing;
  expect(done).toEqual(["text", "closed"]);
  off();
  offText();
  done.length = 0;
  await saveAll();
  expect(done).toEqual([]);
});
