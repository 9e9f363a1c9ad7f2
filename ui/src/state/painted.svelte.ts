/** The theme on screen now, for drawings that the store makes. Follows `data-theme` of the page. */
class Painted {
  theme = $state(read());

  constructor() {
    new MutationObserver(() => {
      this.theme = read();
    }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  }
}

function read(): string {
  return document.documentElement.dataset["theme"] ?? "light";
}

export const painted = new Painted();
