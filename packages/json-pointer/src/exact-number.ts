/** A number that a double cannot hold exactly: its digits as they stand in the document. */
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
  return JSON.parse(text, reviveExactly as (name: string, value: unknown) => unknown);
}

/** @param context has the text of a number, as it stands in the document (https://tc39.es/proposal-json-parse-with-source/) */
function reviveExactly(_name: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined) return value;
  return new ExactNumber(source);
}
