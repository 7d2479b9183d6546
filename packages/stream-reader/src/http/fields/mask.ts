/** What stands in a message in place of a secret. */
const MASK = "***";

/** A path segment after one of these is a key. */
const KEY_NAMES = /^(?:access|api|auth|secret|session)?[-_]?(?:key|password|secret|signature|token)$/i;

/** Words of a token of letters and digits; shorter ones are versions, dates and regions. */
const LEAST_MIXED_CHARS = 16;
/** A word of letters alone is random when it is so long, and its case changes so often. */
const LEAST_LETTERS = 16;
const CHARS_PER_TURN = 4;
/** Digits alone are an id of something, until they are as long as a key. */
const LEAST_DIGITS = 32;

/**
 * A path that can be shown: what looks like a secret in it is masked. That is a segment after one named `token`, `key`,
 * `secret`, `password` and the like; what follows `=` in a segment, and its parameters after `;`; and each token: sixteen or
 * more characters in words of both letters and digits (keys, UUIDs), letters whose case changes all the time, or thirty-two digits.
 * Words, numbers, dates and names of regions stay as they are.
 */
export function maskPath(path: string): string {
  const segments = path.split("/");
  const masked = segments.map((segment, index) => {
    if (segment !== "" && KEY_NAMES.test(segments[index - 1] ?? "")) return MASK;
    return maskTokens(segment.replace(/([=;])[^=;]+/g, `$1${MASK}`));
  });
  return masked.join("/");
}

/** A text in which each token is masked. */
export function maskTokens(text: string): string {
  return text.replace(/[\w%+~-]{16,}/g, (run) => (isToken(run) ? MASK : run));
}

function isToken(run: string): boolean {
  const words = run.split(/[^A-Za-z0-9]+/);
  const mixed = words.filter((word) => /\d/.test(word) && /[A-Za-z]/.test(word));
  if (mixed.join("").length >= LEAST_MIXED_CHARS) return true;
  return words.some((word) => isOfRandomLetters(word) || (/^\d+$/.test(word) && word.length >= LEAST_DIGITS));
}

function isOfRandomLetters(word: string): boolean {
  const turns = word.match(/[a-z][A-Z]/g)?.length ?? 0;
  return word.length >= LEAST_LETTERS && turns * CHARS_PER_TURN > word.length;
}
