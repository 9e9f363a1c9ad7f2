import { Fault, faultFrom } from "../api/errors";
import type { ExecuteCall, FeedEvent, Host } from "./types";

/** Talks to the loopback test server. Only test builds of the host serve it. */
export function httpHost(origin: string): Host {
  async function post(path: string, body: unknown): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(`${origin}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      throw Fault.hostGone();
    }
    const text = await response.text();
    let answer: unknown = null;
    try {
      answer = text === "" ? null : JSON.parse(text);
    } catch {
      throw Fault.hostGone();
    }
    if (!response.ok) throw faultFrom(answer);
    return answer;
  }

  return {
    name: "http",
    query: (name, body) => post("/api/query", { name, body }),
    execute: (call: ExecuteCall) => post("/api/execute", call),
    subscribe(onEvent, onLink) {
      let closed = false;
      let socket: WebSocket | null = null;
      let timer: ReturnType<typeof setTimeout> | undefined;

      const open = (): void => {
        socket = new WebSocket(`${origin.replace(/^http/, "ws")}/api/feed`);
        socket.onopen = () => onLink(true);
        socket.onmessage = (message) => onEvent(JSON.parse(String(message.data)) as FeedEvent);
        socket.onclose = () => {
          if (closed) return;
          onLink(false);
          timer = setTimeout(open, 1000);
        };
      };
      open();
      return () => {
        closed = true;
        clearTimeout(timer);
        socket?.close();
      };
    },
  };
}
