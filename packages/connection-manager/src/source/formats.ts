import {
  auto,
  chunks,
  concatenatedJson,
  elements,
  type FrameFormat,
  jsonArray,
  jsonSequence,
  lengthDelimited,
  lines,
  messages,
  multipart,
  ndjson,
  sse,
} from "@unbounded-streams/stream-reader";

/** The formats that an environment can name. */
export const FORMATS: Readonly<Record<string, () => FrameFormat>> = {
  chunks,
  lines,
  ndjson: () => ndjson({ validate: true, lenient: true }),
  sse,
  "json-sequence": () => jsonSequence({ validate: true }),
  "concatenated-json": () => concatenatedJson({ validate: true }),
  "json-array": () => jsonArray({ validate: true }),
  multipart,
  auto: () => auto({ validate: true }),
  messages,
  "messages:json": () => messages({ validate: "json" }),
  "length-delimited:varint": () => lengthDelimited({ prefix: "varint" }),
  "length-delimited:uint32be": () => lengthDelimited({ prefix: "uint32be" }),
  "length-delimited:uint32le": () => lengthDelimited({ prefix: "uint32le" }),
};

/** Where events stand in the records of a format: JSON Pointers behind its name, with commas between. */
const WITH_PLACES = /^([^/]*):(\/.*)$/s;

/** The name of a format, without where events stand in its records. */
export function formatNameOf(text: string): string {
  return WITH_PLACES.exec(text)?.[1] ?? text;
}

/**
 * Reads a format: a name of {@link FORMATS}, such as `ndjson`, or with where events stand in its records, such as
 * `ndjson:/result/events` or `sse:/connect/publications,/pub`.
 *
 * @returns undefined when the text is none
 * @throws StreamOptionError when what stands behind the name is no JSON Pointer
 */
export function parseFormat(text: string): FrameFormat | undefined {
  const name = formatNameOf(text);
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  const [, , places] = WITH_PLACES.exec(text) ?? [];
  if (format === undefined || places === undefined) return format?.();
  return elements(format(), { at: places.split(/,(?=\/)/) });
}
