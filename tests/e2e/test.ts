import { test as base, type Page } from "@playwright/test";
import { startHost, type HostOptions, type RunningHost } from "./host";
import { hinder } from "./hinder";
import { Keyboard } from "./keyboard";

export { expect } from "@playwright/test";
export * from "./axe";
export * from "./shots";

/** Every test gets its own host with its own empty data folder; `test.use({ hostOptions: { demo: true } })` changes it. */
export const test = base.extend<{ hostOptions: HostOptions; host: RunningHost; keys: Keyboard }>({
  hostOptions: [{}, { option: true }],
  host: async ({ hostOptions }, use) => {
    const host = await startHost(hostOptions);
    await use(host);
    await host.stop();
  },
  keys: async ({ page }, use) => {
    const keys = await Keyboard.only(page);
    await use(keys);
    await keys.expectNoMouse();
  },
  // The host is named so that it outlives the page: a page that asks while its host stops sees a broken connection.
  page: async ({ page, host: _outlives }, use) => {
    // A fault in the page, or a request to anywhere but the test host, fails the test.
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      // A refusal is an answer: the browser reports its 422 whatever the screen makes of it.
      if (message.type() === "error" && !message.text().includes("status of 422"))
        faults.push(message.text());
    });
    page.on("request", (request) => {
      if (!/^(http|ws):\/\/127\.0\.0\.1|^data:|^blob:|^about:/.test(request.url()))
        faults.push(`left the PC: ${request.url()}`);
    });
    await hinder(page);
    await use(page);
    if (faults.length > 0) throw new Error(`faults in the page:\n${faults.join("\n")}`);
  },
});

/** Sends a command as a script would, past the screens. */
export async function send(
  host: RunningHost,
  name: string,
  body: unknown,
  tile: string | null = null,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${host.url}/api/execute`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, body, request_id: crypto.randomUUID(), tile }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Moves the ward's clock on by so many milliseconds. */
export async function advance(host: RunningHost, ms: number): Promise<void> {
  const response = await fetch(`${host.url}/test/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ advance_ms: ms }),
  });
  if (!response.ok) throw new Error(`the clock did not move: ${response.status}`);
}

/** Asks as a script would. */
export async function ask(
  host: RunningHost,
  name: string,
  body: unknown = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(`${host.url}/api/query`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, body }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Waits until every question of the page has its answer and what they brought has stood for three frames. */
export async function answered(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        let still = 0;
        const look = (): void => {
          still = document.documentElement.dataset["asking"] === "0" ? still + 1 : 0;
          if (still > 3) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}
