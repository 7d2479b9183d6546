import { StreamOptionError } from "../../errors/caller-errors.ts";
import { StreamContentTypeError } from "../../errors/response-errors.ts";

/**
 * Checks the media type of a response, without its parameters, against those that are expected.
 *
 * @param expected lower-case media types; undefined accepts any, and a response without one
 * @throws StreamContentTypeError
 */
export function assertContentType(
  header: string | string[] | undefined,
  expected: readonly string[] | undefined,
  target: string,
): void {
  if (expected === undefined) return;
  const given = [header].flat().at(-1);
  const essence = given?.split(";", 1)[0]?.trim().toLowerCase();
  if (essence !== undefined && expected.includes(essence)) return;
  throw new StreamContentTypeError(target, given, expected);
}

/**
 * The media types that are a stream: those that the caller accepts, else those of the format.
 *
 * @returns in lower case; undefined when any is
 * @throws StreamOptionError when the caller accepts none
 */
export function expectedTypes(
  accepted: readonly string[] | "any" | undefined,
  ofFormat: readonly string[] | undefined,
): readonly string[] | undefined {
  if (accepted === "any") return undefined;
  if (accepted?.length === 0) {
    throw new StreamOptionError('contentTypes is empty: name the media types to accept, or "any"');
  }
  return (accepted ?? ofFormat)?.map((type) => type.toLowerCase());
}
