/*
 * Both functions go into the site as their own text, so that neither may use anything around it.
 */

/** The words of a text, and what words in camel case or with underscores are made of: `openStream` is `open` and `Stream`, too. */
export function tokenize(text: string): string[] {
  return (text.match(/[\p{L}\p{N}_$]+/gu) ?? []).flatMap((word) => {
    const parts = word.split(/_+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u).filter((part) => part !== "");
    return parts.length > 1 ? [word, ...parts] : [word];
  });
}

/** The words of what somebody looks for: a name is looked for as a whole. */
export function tokenizeQuery(text: string): string[] {
  return text.match(/[\p{L}\p{N}_$]+/gu) ?? [];
}
