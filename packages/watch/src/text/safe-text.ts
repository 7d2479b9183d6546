/** What would do something to a terminal, or make a line look like another: control characters, line breaks, changes of direction. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/** Text that others have chosen, as it may stand on a line of a terminal. */
export function safeText(text: string): string {
  return text.replaceAll(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
