/** A number by its digits, as they stand in the document. */
export class ExactNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/**
 * Parses JSON as `JSON.parse` does, but gives an {@link ExactNumber} for every number that is no safe integer: 64-bit ids
 * are common, and two of them may be one double.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseExactly(text: string): unknown {
  return parseWith(text, (value) => !Number.isSafeInteger(value));
}

/**
 * Parses JSON as `JSON.parse` does, but gives an {@link ExactNumber} for every number: `1.0` and `1e3` are other texts than
 * `1` and `1000`.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseDigits(text: string): unknown {
  return parseWith(text, () => true);
}

/** A reviver is told the text of a number, as it stands in the document (https://tc39.es/proposal-json-parse-with-source/). */
function parseWith(text: string, keepsDigits: (value: number) => boolean): unknown {
  const revive = (_name: string, value: unknown, { source }: { source?: string }): unknown =>
    typeof value === "number" && source !== undefined && keepsDigits(value) ? new ExactNumber(source) : value;
  return JSON.parse(text, revive as (name: string, value: unknown) => unknown);
}
