import { beforeEach, expect, test } from "vitest";
import { useHost } from "../api/client";
import { Fault } from "../api/errors";
import { memoryHost } from "../platform/memory";
import { sampleAnswers } from "../platform/memory.sample";
import { errorSentence } from "../text/errors";
import { goOther } from "./other";
import { problem } from "./say.svelte";
import { here } from "./ward.svelte";

beforeEach(() => problem.clear());

test("another ward that does not open is said in words, and the ward here is asked again", async () => {
  const refuse = (): never => {
    throw new Fault({ code: "disk_full", kind: "not_now", message: "" });
  };
  useHost(memoryHost({ boot_get: sampleAnswers["boot_get"] }, { sample_open: refuse }));
  await goOther("sample_open");
  expect(problem.fault?.message).toBe(errorSentence("disk_full"));
  expect(here.ward?.name).toBe("Ward 6A");
});
