/** Reads a byte with each `yield`, returns behind the last that it needs, and throws for one that must not be there. */
export type ByteSyntax = Generator<undefined, void, number>;

/** Parses what may come in any cut, and keeps nothing of it. */
export class ByteParser {
  /** Whether all of it has been there. */
  done = false;
  private readonly syntax: ByteSyntax;

  constructor(syntax: ByteSyntax) {
    this.syntax = syntax;
    syntax.next();
  }

  /** @returns how many of these bytes belong to it */
  take(bytes: Uint8Array): number {
    let used = 0;
    for (const byte of bytes) {
      if (this.done) break;
      this.done = this.syntax.next(byte).done ?? false;
      used += 1;
    }
    return used;
  }
}
