export {
  FrameInvalidError,
  FrameTooLargeError,
  FrameTruncatedError,
  StreamError,
  StreamOptionError,
} from "./errors.ts";
export { chunks } from "./framing/chunks.ts";
export { type ConcatenatedJsonOptions, concatenatedJson } from "./framing/concatenated-json.ts";
export {
  type ByteSource,
  type DecodedFrames,
  type DecodeOptions,
  decodeAll,
  decodeFrames,
} from "./framing/decode-frames.ts";
export type {
  DecoderOptions,
  FrameDecoder,
  FrameFormat,
  OversizeFrame,
  TruncatedRecord,
} from "./framing/decoder.ts";
export { type DelimitedOptions, delimited } from "./framing/delimited.ts";
export type { Frame } from "./framing/frame.ts";
export { type FrameTransform, frameTransform } from "./framing/frame-transform.ts";
export { type JsonSequenceOptions, jsonSequence } from "./framing/json-sequence.ts";
export { type LengthDelimitedOptions, lengthDelimited } from "./framing/length-delimited.ts";
export type { LengthPrefix } from "./framing/length-prefix.ts";
export { type LinesOptions, lines } from "./framing/lines.ts";
export { type NdjsonOptions, ndjson } from "./framing/ndjson.ts";
export { sse } from "./framing/sse.ts";
export { DEFAULT_MAX_FRAME_BYTES } from "./limits.ts";
