import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

/** One build for the window, the browser tests and the wall. Paths are relative: the shell serves a folder. */
export default defineConfig({
  base: "./",
  plugins: [svelte(), svelteTesting()],
  build: {
    // The oldest engines we run in: WebView2 of a managed PC and WebKitGTK on the test machines.
    target: ["chrome111", "safari16.4"],
    assetsInlineLimit: 0,
    sourcemap: false,
    emptyOutDir: true,
    rollupOptions: { input: { main: "index.html", display: "display.html" } },
  },
  css: {
    preprocessorOptions: { scss: { quietDeps: true } },
  },
  server: { port: 5173, strictPort: true },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    // A busy build machine is slow, not wrong.
    testTimeout: 240_000,
  },
});
