import type { RunningHost } from "./host";
import { send } from "./test";

/** Lets `other` into the ward of `host` by files alone, and carries everything there. No network is asked. */
export async function joinByFiles(host: RunningHost, other: RunningHost, name: string): Promise<void> {
  const invite = await send(host, "sharing_invite", { role: "writer", folder: null });
  const answer = await send(other, "bundle_join", { file: invite["path"], name, folder: null });
  await send(host, "bundle_take", { path: answer["path"] });
  await carry(host, other);
}

/** Carries everything from one PC to another in a file. */
export async function carry(from: RunningHost, to: RunningHost): Promise<void> {
  const made = await send(from, "bundle_make", { folder: null, since: "start" });
  await send(to, "bundle_take", { path: made["path"] });
}
