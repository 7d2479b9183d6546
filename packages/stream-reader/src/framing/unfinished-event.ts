import type { TruncatedRecord } from "./decoder.ts";

/**
 * Remembers the fields of an SSE stream that no blank line has dispatched yet, so that an event cut off by the end of
 * the body can be reported. Comments are of no interest. Beyond `maxChars` the text is no longer added to.
 */
export class UnfinishedEvent {
  private readonly maxChars: number;
  private fields = "";
  private line = "";
  private afterCr = false;

  constructor(maxChars: number) {
    this.maxChars = maxChars;
  }

  feed(text: string): void {
    if (text === "") return;
    let start = this.afterCr && text.startsWith("\n") ? 1 : 0;
    this.afterCr = text.endsWith("\r");
    const blankLineEnd = endOfLastBlankLine(text, start);
    if (blankLineEnd !== -1) {
      this.fields = "";
      this.line = "";
      start = blankLineEnd;
    }
    const lines = text.slice(start).split(/\r\n|\r|\n/);
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      this.extend(line);
      this.endLine();
    }
    this.extend(rest);
  }

  /** What is there when no more text comes. */
  truncated(): TruncatedRecord | undefined {
    const isComment = this.line.startsWith(":");
    const text = this.fields + (isComment ? "" : this.line);
    return text === "" ? undefined : { bytes: new TextEncoder().encode(text) };
  }

  private extend(part: string): void {
    if (this.line === "" && part.startsWith(":")) this.line = ":";
    else if (!this.line.startsWith(":") && this.line.length < this.maxChars) this.line += part;
  }

  private endLine(): void {
    if (this.line === "") this.fields = "";
    else if (!this.line.startsWith(":") && this.fields.length < this.maxChars)
      this.fields += `${this.line}\n`;
    this.line = "";
  }
}

/** Where the text after the last blank line begins: a blank line is two line ends in a row. */
function endOfLastBlankLine(text: string, from: number): number {
  const hasCr = text.includes("\r");
  const pair = Math.max(
    text.lastIndexOf("\n\n"),
    hasCr ? text.lastIndexOf("\n\r") : -1,
    hasCr ? text.lastIndexOf("\r\r") : -1,
  );
  if (pair < from) return -1;
  const end = pair + 2;
  return text.startsWith("\r\n", end - 1) ? end + 1 : end;
}
