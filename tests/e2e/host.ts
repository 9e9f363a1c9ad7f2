import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
  /** What the trust's settings file says; there is none otherwise. */
  policy?: string;
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

/** Where tests start when they name no other time. */
const NOW = "2026-11-22T07:42:00Z";

/** Data folders made once by this worker, by name. */
const made = new Map<string, Promise<string>>();

/**
 * A data folder of one's own, with what `make` puts into it. It is made once and copied for every test of this
 * worker: to make the made-up ward takes seconds, to copy it next to none.
 */
export async function copyOf(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  let first = made.get(name);
  if (!first) {
    const folder = mkdtempSync(join(tmpdir(), "huddle-made-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    first = make(folder).then(() => folder);
    made.set(name, first);
  }
  const folder = mkdtempSync(join(tmpdir(), "huddle-e2e-"));
  cpSync(await first, folder, { recursive: true });
  return folder;
}

/**
 * The made-up ward up to a moment. It is made a little before, so that nothing in it lies ahead of the clock, and after
 * 07:40 where a test begins at 07:42: before that it stands as it was the morning before.
 */
function madeUpWard(now: string): Promise<string> {
  return copyOf(`made-up ward, ${now}`, async (folder) => {
    const before = new Date(Date.parse(now) - 100_000).toISOString();
    const host = await spawnHost({ demo: true, now: before }, folder);
    await host.stop();
  });
}

/** Starts a host on a free port and waits for the line that says where it is. */
export async function startHost(options: HostOptions = {}): Promise<RunningHost> {
  if (options.folder) return spawnHost(options, options.folder);
  const { demo, ...rest } = options;
  const folder = demo ? await madeUpWard(options.now ?? NOW) : mkdtempSync(join(tmpdir(), "huddle-e2e-"));
  const host = await spawnHost(rest, folder);
  return {
    ...host,
    async stop() {
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a host on a folder, which stays when it stops. */
async function spawnHost(options: HostOptions, folder: string): Promise<RunningHost> {
  const ui = process.env["HUDDLE_UI"] ?? join(ROOT, "ui/dist");
  const args = ["serve-http", "--data", folder, "--port", "0", "--ui", ui];
  args.push("--now", options.now ?? NOW);
  if (options.demo) args.push("--demo");
  if (options.share) args.push("--share", "127.0.0.1:0");
  if (options.testNumbers) args.push("--test-numbers");
  const policy = join(folder, "trust-policy.txt");
  if (options.policy !== undefined) writeFileSync(policy, options.policy);
  const env = { ...process.env, HUDDLEBOARD_POLICY: policy };
  const child = spawn(huddlectl(), args, { stdio: ["ignore", "pipe", "pipe"], env });
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
    stop: () => end(child, "SIGTERM"),
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
