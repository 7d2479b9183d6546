/** Names, placeholders, operators and punctuation of DynamoDB's expressions, as far as they are used here. */
const TOKEN = /\s*(?:([#:]?\w+)|(<>|<=|>=|[=<>+(),]))/y;

/** The tokens of an expression, read one by one. */
export class Tokens {
  private readonly text: string;
  private readonly tokens: readonly string[];
  private index = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokensOf(text);
  }

  get next(): string | undefined {
    return this.tokens[this.index];
  }

  take(): string {
    const token = this.next;
    if (token === undefined) throw new SyntaxError(`the expression ends too early: ${this.text}`);
    this.index += 1;
    return token;
  }

  /** Takes the next token if it is this one. */
  skip(token: string): boolean {
    if (this.next !== token) return false;
    this.index += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.skip(token)) {
      throw new SyntaxError(`${token} is expected where ${this.next} stands: ${this.text}`);
    }
  }

  end(): void {
    if (this.next !== undefined) throw new SyntaxError(`${this.next} is not understood: ${this.text}`);
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const [, word, sign] = TOKEN.exec(text) ?? [];
    const token = word ?? sign;
    if (token === undefined) throw new SyntaxError(`cannot read on from ${text.slice(from)}`);
    tokens.push(token);
  }
  return tokens;
}
