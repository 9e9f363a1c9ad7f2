import type { Page } from "@playwright/test";

/**
 * Words on screen that a person cannot read whole: past the sides of the window, or wider than the box that
 * hides what runs over. A box that scrolls sideways by itself (a long table) hides nothing.
 */
export async function cutWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const dialog = document.querySelector("dialog[open]");
    const root = dialog ?? document.body;
    const found: string[] = [];
    const words = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = words.nextNode(); node; node = words.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      const box = node.parentElement;
      if (text === "" || !box || box.closest(".visually-hidden, svg, script, style, option, .skip")) continue;
      if (!box.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const seen = range.getBoundingClientRect();
      if (seen.width === 0 || seen.height === 0) continue;
      let free = false;
      let cut = seen.left < -1 || seen.right > innerWidth + 1;
      for (let up: Element | null = box; up && up !== root; up = up.parentElement) {
        const style = getComputedStyle(up);
        if (/auto|scroll/.test(style.overflowX)) {
          free = true;
          break;
        }
        const edge = up.getBoundingClientRect();
        if (/hidden|clip/.test(style.overflowX) && (seen.right > edge.right + 1 || seen.left < edge.left - 1))
          cut = true;
      }
      // A column so narrow that words are broken into letters is no column anybody can read.
      const size = parseFloat(getComputedStyle(box).fontSize);
      const longest = Math.max(...text.split(/\s+/).map((word) => word.length));
      if (longest >= 5 && seen.width < 2 * size && seen.height > 4 * size)
        found.push(`"${text.slice(0, 40)}" squeezed into ${Math.round(seen.width)} px`);
      if (cut && !free)
        found.push(`"${text.slice(0, 40)}" from ${Math.round(seen.left)} to ${Math.round(seen.right)} px`);
    }
    return found;
  });
}
