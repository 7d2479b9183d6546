/** Stands for one placeholder in a masked text; in no ARN and in no name are braces allowed. */
export const PLACEHOLDER_MASK = "{}";

/** How much of a masked text is written out, in characters: placeholders do not count. */
export function writtenLength(masked: string): number {
  return masked.replaceAll(PLACEHOLDER_MASK, "").length;
}

/**
 * Replaces every `${...}` that a deployment tool fills in later by {@link PLACEHOLDER_MASK}. Placeholders may be
 * nested, `${opt:stage, ${self:custom.stage}}`, and may contain anything but line breaks and other braces.
 *
 * @returns undefined when a placeholder is empty or never closed, or when a brace stands outside of one
 */
export function maskPlaceholders(text: string): string | undefined {
  let masked = "";
  let depth = 0;
  let openedAt = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (text.startsWith("${", at)) {
      depth += 1;
      at += 1;
      if (depth === 1) openedAt = at + 1;
    } else if (character === "}") {
      if (depth === 0 || text.slice(openedAt, at).trim() === "") return undefined;
      depth -= 1;
      if (depth === 0) masked += PLACEHOLDER_MASK;
    } else if (/[{\n\r\u2028\u2029]/u.test(character)) {
      return undefined;
    } else if (depth === 0) {
      masked += character;
    }
  }
  return depth === 0 ? masked : undefined;
}
