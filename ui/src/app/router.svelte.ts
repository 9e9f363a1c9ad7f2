/** Hash routes: `#/board/card/ID?lane=quality`. Fifty lines instead of a library. */
export interface Route {
  /** First part of the path, the screen: "board". Empty at the start. */
  screen: string;
  /** The rest: ["card", "ID"]. */
  params: string[];
  /** Filters and the like. */
  query: URLSearchParams;
}

/** Reads a hash. Broken escapes fall back to the start. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  try {
    const [screen = "", ...params] = path.split("/").filter(Boolean).map(decodeURIComponent);
    return { screen, params, query: new URLSearchParams(search) };
  } catch {
    return { screen: "", params: [], query: new URLSearchParams() };
  }
}

/** Writes a hash for a link: `href("board", "card", id)`. */
export function href(...path: string[]): string {
  return `#/${path.map(encodeURIComponent).join("/")}`;
}

class Router {
  route = $state.raw<Route>(parseRoute(location.hash));
  /** Counts arrivals that a person caused, so that the frame moves focus only then. */
  arrivals = $state(0);

  constructor() {
    addEventListener("hashchange", () => {
      const before = this.route;
      this.route = parseRoute(location.hash);
      if (before.screen !== this.route.screen) this.arrivals += 1;
    });
  }

  /** Goes somewhere; Back returns. */
  go(...path: string[]): void {
    location.hash = href(...path);
  }

  /**
   * Marks this place; the answer says later whether the person is still there. On a slow PC they may have gone on
   * before an answer comes: it must not take them anywhere then.
   */
  stay(): () => boolean {
    const place = (): string => location.hash.split("?", 1)[0] ?? "";
    const at = place();
    return () => place() === at;
  }

  /** Changes the address without a step in Back: for opening and closing a side sheet, or a filter. */
  replace(path: string[], query?: URLSearchParams): void {
    const search = query && [...query].length > 0 ? `?${query.toString()}` : "";
    history.replaceState(null, "", `${href(...path)}${search}`);
    this.route = parseRoute(location.hash);
  }
}

export const router = new Router();
