import { hash } from "node:crypto";
import { MAX_DEAD_LETTER_NAME_PART } from "../limits.ts";

const SUFFIX = ".json";
const PLAIN = /^[a-z0-9_-]$/;

/** The name under which a store keeps a record: equal for equal stream ids and keys, different for all others. */
export function deadLetterName({ streamId, key }: { streamId: string; key: string }): string {
  return `${deadLetterFolder(streamId)}${namePart(key)}${SUFFIX}`;
}

/** What the names of all records of a stream, and of no other, begin with. */
export function deadLetterFolder(streamId: string): string {
  return `${namePart(streamId)}/`;
}

/** Whether a file's name is that of a record. */
export function isDeadLetterName(name: string): boolean {
  return name.endsWith(SUFFIX);
}

/**
 * Lower-case letters, digits, `_` and `-` as they are, every other byte as `%` and two digits, so that a name is safe in
 * S3, in a URL and in file systems, also those that do not tell `a` from `A`. What is too long for a file's name ends in
 * its SHA-256 after a `~`, which stands for nothing else.
 */
function namePart(text: string): string {
  let part = "";
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    part += PLAIN.test(character) ? character : `%${byte.toString(16).padStart(2, "0")}`;
  }
  if (part.length <= MAX_DEAD_LETTER_NAME_PART) return part;
  const digest = `~${hash("sha256", text, "hex")}`;
  return part.slice(0, MAX_DEAD_LETTER_NAME_PART - digest.length) + digest;
}
