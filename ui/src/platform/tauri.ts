// The only file that may import @tauri-apps (INV-3).
import { Channel, invoke } from "@tauri-apps/api/core";
import { getCurrentWindow } from "@tauri-apps/api/window";
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

  let closing: () => Promise<void> = () => Promise.resolve();

  return {
    name: "tauri",
    query: (name, body) => call("query", { name, body }),
    execute: (sent) =>
      call("execute", { name: sent.name, body: sent.body, requestId: sent.request_id, tile: sent.tile }),
    beforeClose(work) {
      closing = work;
    },
    fillScreen: (on) => getCurrentWindow().setFullscreen(on),
    subscribe(onEvent, onLink) {
      let open = true;
      const channel = new Channel<FeedEvent | { closing: true }>();
      channel.onmessage = (event) => {
        if (!open) return;
        if (!("closing" in event)) {
          onEvent(event);
          return;
        }
        // The window waits for this answer, though not for ever.
        const ready = (): void =>
          void call("execute", { name: "close_ready", body: {} }).catch(() => undefined);
        closing().then(ready, ready);
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
