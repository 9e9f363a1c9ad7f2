// Vitest set-up: matchers, and the browser parts jsdom does not have.
import "@testing-library/jest-dom/vitest";
import { configure } from "@testing-library/svelte";

// Waits end as soon as what is waited for is there; the limit is for a build machine that is busy with much else.
configure({ asyncUtilTimeout: 60_000 });

if (typeof HTMLElement !== "undefined") {
  HTMLElement.prototype.scrollIntoView ??= () => undefined;
  // jsdom knows <dialog> but not its modal methods in every version.
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.setAttribute("open", "");
  };
  HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
    this.removeAttribute("open");
    this.dispatchEvent(new Event("close"));
  };
  window.matchMedia ??= ((query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  })) as unknown as typeof window.matchMedia;
}
