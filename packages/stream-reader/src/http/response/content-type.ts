import { StreamOptionError } from "../../errors/caller-errors.ts";
import { EVENT_STREAM_TYPE, HTML_TYPES } from "../../framing/frames/foreign-types.ts";
import type { FrameFormat } from "../../framing/frames/frame-format.ts";

/** Which responses are a stream, by their media type and how they begin. */
export interface TypeRule {
  /** Lower-case media types that are; undefined for any, and for a response without one. */
  readonly accepted: readonly string[] | undefined;
  /** Lower-case media types that are none. */
  readonly refused: readonly string[];
  /** What is expected in place of a `Content-Type` whose parameters lack what the format needs, in words. */
  readonly problemOf?: ((header: string | undefined) => string | undefined) | undefined;
  /** Whether a body that begins with `<` is none. */
  readonly refusesMarkup: boolean;
}

/** The media type of a `Content-Type`, in lower case and without its parameters; undefined when there is none. */
export function mediaTypeOf(header: string | string[] | undefined): string | undefined {
  return [header].flat().at(-1)?.split(";", 1)[0]?.trim().toLowerCase();
}

/** Whether a response of this `Content-Type` is a stream. */
export function isExpectedType(
  header: string | string[] | undefined,
  { accepted, refused, problemOf }: Pick<TypeRule, "accepted" | "refused" | "problemOf">,
): boolean {
  if (problemOf?.([header].flat().at(-1)) !== undefined) return false;
  const type = mediaTypeOf(header);
  if (accepted !== undefined)
    return type !== undefined && accepted.some((pattern) => isOfType(type, pattern));
  return type === undefined || !refused.includes(type);
}

/** What is expected in place of a response of this `Content-Type`, in words. */
export function expectationOf(
  { accepted, problemOf, refusesMarkup }: TypeRule,
  header: string | string[] | undefined,
): string {
  const lacking = problemOf?.([header].flat().at(-1));
  if (lacking !== undefined) return lacking;
  if (accepted !== undefined) return accepted.join(" or ");
  if (!refusesMarkup) return "what it sent before";
  return mediaTypeOf(header) === EVENT_STREAM_TYPE
    ? "JSON (a stream of events is read with sse(), the format sse)"
    : "JSON";
}

/**
 * The rule that the caller gives, else that of the format.
 *
 * @throws StreamOptionError when the caller accepts none
 */
export function typeRule(accepted: readonly string[] | "any" | undefined, format: FrameFormat): TypeRule {
  if (accepted === "any") return { accepted: undefined, refused: [], refusesMarkup: false };
  if (accepted?.length === 0) {
    throw new StreamOptionError('contentTypes is empty: name the media types to accept, or "any"');
  }
  const types = (accepted ?? format.contentTypes)?.map((type) => type.toLowerCase());
  const { refusedTypes = [], refusesMarkup = false } = format;
  const takesHtml = types?.some((type) => HTML_TYPES.includes(type)) ?? false;
  return {
    accepted: types,
    refused: refusedTypes,
    problemOf: accepted === undefined ? format.typeProblem : undefined,
    refusesMarkup: refusesMarkup && !takesHtml,
  };
}

/** Whether a media type is this one, or of this kind, such as `multipart/*`. */
function isOfType(type: string, pattern: string): boolean {
  return pattern.endsWith("/*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
