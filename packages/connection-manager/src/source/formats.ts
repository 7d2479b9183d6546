import {
  chunks,
  concatenatedJson,
  type FrameFormat,
  jsonSequence,
  lengthDelimited,
  lines,
  messages,
  ndjson,
  sse,
} from "@unbounded-streams/stream-reader";

/** The formats that an environment can name. */
export const FORMATS: Readonly<Record<string, () => FrameFormat>> = {
  chunks,
  lines,
  ndjson: () => ndjson({ validate: true }),
  sse,
  "json-sequence": () => jsonSequence({ validate: true }),
  "concatenated-json": () => concatenatedJson({ validate: true }),
  messages,
  "messages:json": () => messages({ validate: "json" }),
  "length-delimited:varint": () => lengthDelimited({ prefix: "varint" }),
  "length-delimited:uint32be": () => lengthDelimited({ prefix: "uint32be" }),
  "length-delimited:uint32le": () => lengthDelimited({ prefix: "uint32le" }),
};
