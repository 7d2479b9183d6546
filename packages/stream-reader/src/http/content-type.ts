import { StreamContentTypeError } from "../errors.ts";

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
