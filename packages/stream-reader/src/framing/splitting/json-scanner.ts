const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
/** The first bytes of a number, `true`, `false` and `null`. */
const SCALAR_STARTS = new Set(new TextEncoder().encode("-0123456789tfn"));
/** What a number or a literal cannot hold: white space, and what begins or separates other values. */
const SCALAR_ENDS = new Set(new TextEncoder().encode(' \t\n\r[]{}",:'));

const OTHER = 0;
const OPENS = 1;
const CLOSES = 2;
const QUOTES = 3;
/** What each byte is outside a string. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === QUOTE) return QUOTES;
  if (OPENING.has(byte)) return OPENS;
  return CLOSING.has(byte) ? CLOSES : OTHER;
});

/** Whether a byte is white space between JSON values (RFC 8259, 2). */
export function isJsonSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Where the white space that begins at `from` ends, at most at `to`. */
export function skipJsonSpace(chunk: Uint8Array, from: number, to: number): number {
  let index = from;
  while (index < to && isJsonSpace(chunk[index])) index += 1;
  return index;
}

/**
 * Finds where a JSON text (RFC 8259) ends, however the network cuts it. It follows brackets and strings only: what is not
 * JSON between them shows when the text is parsed.
 */
export class JsonScanner {
  /** Whether the text is a number or a literal, which only what follows it ends. */
  isScalar = false;
  private depth = 0;
  private inString = false;
  private escaped = false;

  /** Gets ready for the text that begins with this byte; false when none does. */
  begin(first: number | undefined): boolean {
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    if (first === undefined) return false;
    this.isScalar = SCALAR_STARTS.has(first);
    return this.isScalar || first === QUOTE || OPENING.has(first);
  }

  /** Goes on from `from`, at most to `to`. Returns where the text ends; -1 when it goes on. */
  scan(chunk: Uint8Array, from: number, to: number): number {
    return this.isScalar ? endOfScalar(chunk, from, to) : this.scanNested(chunk, from, to);
  }

  private scanNested(chunk: Uint8Array, from: number, to: number): number {
    let index = from;
    while (index < to) {
      if (this.inString) {
        index = this.scanString(chunk, index, to);
        if (!this.inString && this.depth === 0) return index;
        continue;
      }
      const kind = KINDS[chunk[index] ?? 0];
      index += 1;
      if (kind === OTHER) continue;
      if (kind === QUOTES) this.inString = true;
      else if (kind === OPENS) this.depth += 1;
      else if (--this.depth === 0) return index;
    }
    return -1;
  }

  private scanString(chunk: Uint8Array, from: number, to: number): number {
    for (let index = from; index < to; index++) {
      const byte = chunk[index];
      if (this.escaped) this.escaped = false;
      else if (byte === BACKSLASH) this.escaped = true;
      else if (byte === QUOTE) {
        this.inString = false;
        return index + 1;
      }
    }
    return to;
  }
}

function endOfScalar(chunk: Uint8Array, from: number, to: number): number {
  for (let index = from; index < to; index++) {
    if (SCALAR_ENDS.has(chunk[index] ?? 0)) return index;
  }
  return -1;
}
