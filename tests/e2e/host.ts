import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** How to start a host. */
export interface HostOptions {
  /** Start with the made-up ward. */
  demo?: boolean;
  /** The clock the store starts at, ISO with zone. Default: Sunday 22 November 2026, 07:42. */
  now?: string;
  /** Treat 999 numbers as real patient numbers, so that the guard can be tested without one. */
  testNumbers?: boolean;
  /** Share with other PCs, at a free port of this one. */
  share?: boolean;
  /** Keep using this data folder (to start again on the same data). */
  folder?: string;
}

/** A running host with its own data folder. */
export interface RunningHost {
  url: string;
  folder: string;
  /** Stops it and, unless the folder was given, removes its data. */
  stop(): Promise<void>;
  /** Kills it without warning, as a power cut would; the data stays. */
  kill(): Promise<void>;
}

/** `huddlectl` built with feature `http`; `HUDDLECTL` names another one. */
export function huddlectl(): string {
  const target = process.env["CARGO_TARGET_DIR"] ?? join(ROOT, "target");
  const tries = [
    process.env["HUDDLECTL"],
    ...["ci", "debug", "release"].map((p) => join(target, p, "huddlectl")),
  ];
  const found = tries.find((path) => path !== undefined && existsSync(path));
  if (!found) {
    throw new Error("huddlectl is not built. Run: cargo build --profile ci -p huddle-cli --features http");
  }
  return found;
}

/** Starts a host on a free port and waits for the line that says where it is. */
export async function startHost(options: HostOptions = {}): Promise<RunningHost> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "huddle-e2e-"));
  const ui = process.env["HUDDLE_UI"] ?? join(ROOT, "ui/dist");
  const args = ["serve-http", "--data", folder, "--port", "0", "--ui", ui];
  args.push("--now", options.now ?? "2026-11-22T07:42:00Z");
  if (options.demo) args.push("--demo");
  if (options.share) args.push("--share", "127.0.0.1:0");
  if (options.testNumbers) args.push("--test-numbers");
  const child = spawn(huddlectl(), args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const url = await new Promise<string>((found, failed) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      try {
        const first = JSON.parse(line) as { url?: string };
        if (first.url) found(first.url);
      } catch {
        said += `${line}\n`;
      }
    });
    child.on("error", failed);
    child.on("exit", (code) => failed(new Error(`huddlectl serve-http ended with ${code}: ${said}`)));
  });
  return {
    url,
    folder,
    async stop() {
      await end(child, "SIGTERM");
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
    kill: () => end(child, "SIGKILL"),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolveGone) => child.once("exit", resolveGone));
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(late);
}
