/** The window is one column wide, as at 320 px or 400% zoom: a wide drawing would shrink until nobody can read it. */
const ONE_COLUMN = "(max-width: 40rem)";

/** What drawings that the store makes are for: the theme on screen now (`data-theme` of the page) and its width. */
class Painted {
  theme = $state(read());
  narrow = $state(false);

  constructor() {
    new MutationObserver(() => {
      this.theme = read();
    }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const column = matchMedia(ONE_COLUMN);
    this.narrow = column.matches;
    column.addEventListener("change", () => (this.narrow = column.matches));
  }
}

function read(): string {
  return document.documentElement.dataset["theme"] ?? "light";
}

export const painted = new Painted();
