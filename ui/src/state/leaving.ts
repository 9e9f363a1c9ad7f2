import { saved } from "./saved.svelte";

/** What is still to be saved when the window closes. */
const jobs = new Set<() => Promise<void>>();

/** Has `job` done before the window closes. The returned call takes it off the list. */
export function beforeClose(job: () => Promise<void>): () => void {
  jobs.add(job);
  return () => void jobs.delete(job);
}

/** Saves what was typed: leaves the field that has the focus, sends waiting text, and waits for the answers. */
export async function saveAll(): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  await Promise.allSettled([...jobs].map((job) => job()));
  await saved.settled();
}
