import { LicenceMissingError } from "../errors.ts";
import type { Terms } from "./read-terms.ts";

/** Licences that do not ask for their text to be handed on. */
const WITHOUT_TEXT: ReadonlySet<string> = new Set(["MIT-0", "0BSD", "CC0-1.0", "Unlicense"]);

/** Licences of one text, in which no holder stands. */
const OF_ONE_TEXT: ReadonlySet<string> = new Set(["Apache-2.0"]);

/**
 * Gives a package that came without the text of its licence that of another under the same, where all have the same.
 *
 * @throws {LicenceMissingError} when a licence asks for its text and there is none
 */
export function completeTerms(terms: readonly Terms[]): Terms[] {
  return terms.map((own) => {
    if (own.text !== "" || WITHOUT_TEXT.has(own.licence)) return own;
    const text = OF_ONE_TEXT.has(own.licence)
      ? terms.find(({ licence, text }) => licence === own.licence && text !== "")?.text
      : undefined;
    if (text === undefined) throw new LicenceMissingError(`${own.name}@${own.version}`, own.licence);
    return { ...own, text };
  });
}
