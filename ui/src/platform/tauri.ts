// The only file that may import @tauri-apps (INV-3).
import { Channel, invoke } from "@tauri-apps/api/core";
import { faultFrom } from "../api/errors";
import type { FeedEvent, Host } from "./types";

/** Talks to the desktop shell: three commands and one ordered channel. */
export function tauriHost(): Host {
  async function call(command: string, args: Record<string, unknown>): Promise<unknown> {
    try {
      return await invoke<unknown>(command, args);
    } catch (error) {
      throw faultFrom(error);
    }
  }

  return {
    name: "tauri",
    query: (name, body) => call("query", { name, body }),
    execute: (sent) =>
      call("execute", { name: sent.name, body: sent.body, requestId: sent.request_id, tile: sent.tile }),
    subscribe(onEvent, onLink) {
      let open = true;
      const channel = new Channel<FeedEvent>();
      channel.onmessage = (event) => {
        if (open) onEvent(event);
      };
      call("subscribe", { channel }).then(
        () => onLink(true),
        () => onLink(false),
      );
      return () => {
        open = false;
      };
    },
  };
}
