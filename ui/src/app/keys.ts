/** Key combinations: always Ctrl or Alt or a function key, never a single letter. */

/** "Ctrl+Shift+K" for a key event, or `null` for a key alone that is not a function key. */
export function combination(event: KeyboardEvent): string | null {
  const parts: string[] = [];
  // Cmd stands in for Ctrl on a Mac.
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey) parts.push("Shift");
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (["Control", "Alt", "Shift", "Meta"].includes(event.key)) return null;
  if (!event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d+$/.test(key)) return null;
  // "+" needs Shift on some keyboards; the person means plus.
  if (key === "+" || key === "=")
    return parts
      .filter((part) => part !== "Shift")
      .concat("Plus")
      .join("+");
  if (key === "-" || key === "_")
    return parts
      .filter((part) => part !== "Shift")
      .concat("Minus")
      .join("+");
  return parts.concat(key).join("+");
}

/** True while typing: there Ctrl+Z belongs to the text field. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement && !["button", "checkbox", "radio", "submit"].includes(target.type)
  );
}
