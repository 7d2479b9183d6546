export { StreamOptionError } from "./errors/caller-errors.ts";
export { FrameInvalidError, FrameTooLargeError, FrameTruncatedError } from "./errors/frame-errors.ts";
export { StreamError } from "./errors/stream-error.ts";
export type { ByteSource } from "./framing/byte-source.ts";
export { type DecodedFrames, decodeAll, decodeFrames } from "./framing/decode-frames.ts";
export type { DecodeOptions } from "./framing/decode-options.ts";
export { type ElementsOptions, elements } from "./framing/elements/elements.ts";
export { type AutoOptions, auto } from "./framing/formats/auto.ts";
export { chunks } from "./framing/formats/chunks.ts";
export { type ConcatenatedJsonOptions, concatenatedJson } from "./framing/formats/concatenated-json.ts";
export { type DelimitedOptions, delimited } from "./framing/formats/delimited.ts";
export { type JsonArrayOptions, jsonArray } from "./framing/formats/json-array.ts";
export { type JsonSequenceOptions, jsonSequence } from "./framing/formats/json-sequence.ts";
export { type LengthDelimitedOptions, lengthDelimited } from "./framing/formats/length-delimited.ts";
export { type LinesOptions, lines } from "./framing/formats/lines.ts";
export { type MultipartOptions, multipart } from "./framing/formats/multipart.ts";
export { type NdjsonOptions, ndjson } from "./framing/formats/ndjson.ts";
export { sse } from "./framing/formats/sse.ts";
export { type FrameTransform, frameTransform } from "./framing/frame-transform.ts";
export type { Frame, FrameControl, FrameRejection } from "./framing/frames/frame.ts";
export type {
  DecoderOptions,
  FrameDecoder,
  FrameFormat,
  OversizeFrame,
  TruncatedRecord,
} from "./framing/frames/frame-format.ts";
export type { LengthPrefix } from "./framing/splitting/length-prefix.ts";
export { DEFAULT_MAX_FRAME_BYTES } from "./limits.ts";
