import type { Host } from "./types";

/** Finds the host this page runs in. Memory exists only in builds made with `--mode memory`. */
export async function findHost(): Promise<Host> {
  if (import.meta.env.MODE === "memory") {
    const { sampleHost } = await import("./memory.sample");
    return sampleHost();
  }
  if ("__TAURI_INTERNALS__" in window) {
    const { tauriHost } = await import("./tauri");
    return tauriHost();
  }
  const { httpHost } = await import("./http");
  return httpHost(window.location.origin);
}
