import { StreamOptionError } from "@unbounded-streams/stream-reader";
import { asRecord, parsedJson } from "../json.ts";
import { type KeyScheme, keyProblem } from "./key-scheme.ts";
import { secretText } from "./secret-text.ts";

/** Where the source's key comes from: given, or in AWS Secrets Manager, whole or as a field of a JSON object. */
export type KeySource =
  | { readonly key: string }
  | { readonly secretArn: string; readonly field?: string | undefined }
  | undefined;

/**
 * Gives the source's key at each call; undefined when the source wants none. `refresh` reads a secret again at once. A secret
 * that holds no key that can be sent like this is a StreamOptionError with the remedy, without what the secret holds.
 */
export function sourceKey(
  source: KeySource,
  scheme: KeyScheme,
): (refresh: boolean) => Promise<string | undefined> {
  if (source === undefined) return async () => undefined;
  if ("key" in source) return async () => source.key;
  return async (refresh) => {
    const key = keyIn(await secretText(source.secretArn, refresh), source.field);
    const problem = keyProblem(scheme, key);
    if (problem !== undefined) throw new StreamOptionError(`the source's key ${problem}`);
    return key;
  };
}

/**
 * The key in a secret's text.
 *
 * @throws StreamOptionError
 */
export function keyIn(text: string, field: string | undefined): string {
  const fields = asRecord(parsedJson(text));
  if (field === undefined) {
    if (fields === undefined) return text;
    throw new StreamOptionError(
      "the secret with the source's key is a JSON object: say by STREAM_KEY_SECRET_FIELD (keyField) which of its fields is the key",
    );
  }
  if (fields === undefined) {
    throw new StreamOptionError(
      "STREAM_KEY_SECRET_FIELD (keyField) is given, but the secret is not a JSON object: leave it out, or keep the key in a field",
    );
  }
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (typeof value === "string" && value !== "") return value;
  throw new StreamOptionError(
    `the secret with the source's key has no text in its field ${JSON.stringify(field)}: correct STREAM_KEY_SECRET_FIELD (keyField) or the secret`,
  );
}
