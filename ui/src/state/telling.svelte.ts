import { query } from "../api/client";

/** How long nobody types before the words are looked at, ms. */
const PAUSE_MS = 400;
/** No pattern is shorter: a letter and a surname, a bed and a name. */
const SHORTEST = 4;

/** Whether words somebody types may tell who they are about. Asked of the core: the rule is the wall's own. */
export interface Telling {
  readonly likely: boolean;
}

/**
 * Looks at words while they are typed. `words` gives `null` where nobody but the ward will read them.
 * An answer that comes late never stands beside other words, and a question that fails says nothing.
 */
export function telling(words: () => string | null): Telling {
  let likely = $state(false);
  $effect(() => {
    const text = words()?.trim() ?? "";
    if (text.length < SHORTEST) {
      likely = false;
      return;
    }
    let wanted = true;
    const asking = setTimeout(() => {
      query("words_check_get", { text }).then(
        (answer) => {
          if (wanted) likely = answer.finds.length > 0;
        },
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(asking);
    };
  });
  return {
    get likely() {
      return likely;
    },
  };
}
