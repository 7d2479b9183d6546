/** Numbers that a seed decides (xorshift, Marsaglia 2003): cheap enough for a million cases. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0 || 1;
  }

  /** A whole number from 0 to `limit`, that itself not. */
  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

/** A body made of pieces that matter to a format, with hostile bytes here and there. */
export function hostileBody(random: Random, tokens: readonly string[]): Buffer {
  let body = random.chance(5) ? "\xef\xbb\xbf" : "";
  for (let count = random.below(10); count > 0; count--) body += random.pick(tokens);
  for (let count = random.chance(30) ? random.below(4) : 0; count > 0; count--) {
    const place = random.below(body.length + 1);
    const byte = random.chance(80) ? String.fromCharCode(random.below(256)) : "";
    body = body.slice(0, place) + byte + body.slice(place + random.below(2));
  }
  return Buffer.from(body, "latin1");
}

/** The body in pieces; some are empty, some hold one byte. */
export function randomCuts(random: Random, body: Uint8Array): Uint8Array[] {
  const longest = 1 + random.below(random.chance(50) ? 3 : 20);
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < body.length; ) {
    const end = Math.min(body.length, start + random.below(longest + 1));
    pieces.push(body.subarray(start, end));
    start = end;
  }
  return pieces;
}
