import { defineConfig } from "@playwright/test";

/**
 * What the browser does beside showing pages. Its own window is drawn by pages too (buttons, address bar), which cost
 * half of what a new page takes, and nobody looks at them here.
 */
const UNUSED = [
  "OptimizationHints",
  "MediaRouter",
  "Translate",
  "AutofillServerCommunication",
  "PreloadTopChromeWebUI",
  "InitialWebUI",
  "WebUIToolbar",
  "WebUIReloadButton",
  "WebUILocationBar",
  "WebUISplitTabsButton",
  "WebUIHomeButton",
  "WebUIBackForwardButton",
  "WebUIAppMenuButton",
  "WebUIAvatarButton",
  "WebUIPinnedToolbarActions",
  "WebUIOmniboxPopup",
  "WebUIOmniboxFullPopup",
  "WebUIOmniboxAimPopup",
];

/** Journeys in the system's Chromium against the real store. No browser is downloaded, nothing calls out. */
export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  fullyParallel: true,
  forbidOnly: true,
  workers: Number(process.env["WORKERS"] ?? 2),
  // A journey is fast; the limits only end what hangs, also on a machine that is busy with other work.
  timeout: 480_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    browserName: "chromium",
    viewport: { width: 1366, height: 768 },
    locale: "en-GB",
    timezoneId: "Europe/London",
    // A record of every step costs a quarter of the time of all journeys: it is asked for, for a journey that failed.
    trace: process.env["TRACE"] ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-sync",
        `--disable-features=${UNUSED.join(",")}`,
        "--metrics-recording-only",
        "--no-first-run",
        "--no-pings",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
      ],
    },
  },
});
