/** What is looked through of each text that a request sent, in UTF-16 units. */
const MAX_LOOKED_CHARS = 65_536;
/** Values that are found in one text, at most. */
const MAX_VALUES = 1_000;
/** Shorter ones are words. */
const LEAST_CHARS = 8;

/** Strings in JSON, and whether they are names. */
const STRINGS = /"((?:[^"\\]|\\.)*)"(\s*:)?/g;

/**
 * The values in a text that a request sent, of 8 characters and more: strings in JSON, as they are and as they are written there, or
 * else fields of a form, and the text itself. Of a long text the first 64 KiB are looked through.
 */
export function saidValues(said: string | Uint8Array): readonly string[] {
  const text = typeof said === "string" ? said : new TextDecoder().decode(said.subarray(0, MAX_LOOKED_CHARS));
  const looked = text.slice(0, MAX_LOOKED_CHARS);
  const values = /^\s*[[{"]/.test(looked)
    ? [...looked.matchAll(STRINGS)].flatMap(([, written = "", colon]) =>
        colon === undefined ? [written, unescaped(written)] : [],
      )
    : [looked.trim(), ...new URLSearchParams(looked).values()];
  return values.filter((value) => value.length >= LEAST_CHARS).slice(0, MAX_VALUES);
}

function unescaped(written: string): string {
  try {
    return JSON.parse(`"${written}"`);
  } catch {
    return written;
  }
}
