const LINES = 20;

/** The end of a text, for a message. */
export function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-LINES).join("\n");
}
