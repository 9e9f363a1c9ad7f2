import { openOther } from "../api/client";
import { faultFrom } from "../api/errors";
import { problem } from "./say.svelte";
import { here } from "./ward.svelte";

/** Changes which ward this window has open. When that fails, the ward stays and the reason is said in words. */
export async function goOther(what: Parameters<typeof openOther>[0]): Promise<void> {
  try {
    await openOther(what);
  } catch (error) {
    await here.refresh();
    problem.show(faultFrom(error));
  }
}
