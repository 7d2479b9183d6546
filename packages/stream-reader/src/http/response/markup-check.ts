const LESS_THAN = 0x3c;
const SPACES = [0x20, 0x09, 0x0a, 0x0d];
/** Bytes of the byte order mark of UTF-8, in which no JSON begins. */
const MARK = [0xef, 0xbb, 0xbf];

/** Looks at the first byte of a body that says something, to tell a page of markup from JSON. */
export class MarkupCheck {
  /** Whether the byte has come. */
  decided = false;

  /** Whether the body begins with `<`; false too as long as nothing but white space has come. */
  finds(chunk: Uint8Array): boolean {
    if (this.decided) return false;
    const first = chunk.find((byte) => !SPACES.includes(byte) && !MARK.includes(byte));
    this.decided = first !== undefined;
    return first === LESS_THAN;
  }
}
