/** Bytes as base64, in slices so that a file of several megabytes does not overrun the call stack. */
export function base64(bytes: Uint8Array): string {
  const SLICE = 0x8000;
  let text = "";
  for (let at = 0; at < bytes.length; at += SLICE) {
    text += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  }
  return btoa(text);
}
