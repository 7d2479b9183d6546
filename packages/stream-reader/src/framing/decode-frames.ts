import { type ByteSource, bytesOf, iterable } from "./byte-source.ts";
import { assertDecodeOptions, type DecodeOptions } from "./decode-options.ts";
import { decodeStep } from "./decode-step.ts";
import type { Frame } from "./frames/frame.ts";
import type { FrameFormat, TruncatedRecord } from "./frames/frame-format.ts";

/** Bytes that are all there, as frames. */
export interface DecodedFrames {
  readonly frames: Frame[];
  /** The record that the end of the bytes cut off, if one was. */
  readonly truncated: TruncatedRecord | undefined;
}

/**
 * The frames of bytes that come in pieces. It reads on only when a frame is asked for; leaving the loop ends the source.
 *
 * @returns at the end the record that was cut off, if one was; `onTruncated` is told too
 * @throws StreamOptionError for an option that is none
 * @throws FrameTooLargeError, FrameInvalidError after the frames before them, StreamOptionError when a piece is not bytes: by the iteration
 * @example
 * for await (const frame of decodeFrames(response.body, ndjson())) console.log(frame.json());
 */
export function decodeFrames(
  source: ByteSource,
  format: FrameFormat,
  options: DecodeOptions = {},
): AsyncGenerator<Frame, TruncatedRecord | undefined, void> {
  assertDecodeOptions("decodeFrames", options);
  return framesIn(source, format, options);
}

/** What {@link decodeFrames} gives, for whoever has looked at the options. */
export async function* framesIn(
  source: ByteSource,
  format: FrameFormat,
  options: DecodeOptions,
): AsyncGenerator<Frame, TruncatedRecord | undefined, void> {
  const decoder = format.decoder(options);
  for await (const chunk of iterable(source)) {
    yield* framesOf((into) => decoder.decode(bytesOf(chunk), into));
    if (decoder.isOver) break;
  }
  const truncated = yield* framesOf((into) => decoder.end(into));
  if (truncated !== undefined) options.onTruncated?.(truncated);
  return truncated;
}

/**
 * The frames of bytes that are all there.
 *
 * @throws FrameTooLargeError, FrameInvalidError; StreamOptionError when a piece is not bytes, or for an option that is none
 */
export function decodeAll(
  source: Uint8Array | Iterable<Uint8Array>,
  format: FrameFormat,
  options: DecodeOptions = {},
): DecodedFrames {
  assertDecodeOptions("decodeAll", options);
  const decoder = format.decoder(options);
  const frames: Frame[] = [];
  const chunks = ArrayBuffer.isView(source) ? [source] : source;
  for (const chunk of chunks) decoder.decode(bytesOf(chunk), frames);
  const truncated = decoder.end(frames);
  if (truncated !== undefined) options.onTruncated?.(truncated);
  return { frames, truncated };
}

function* framesOf<T>(step: (into: Frame[]) => T): Generator<Frame, T | undefined, void> {
  const { frames, result, fault } = decodeStep(step);
  yield* frames;
  if (fault !== undefined) throw fault.error;
  return result;
}
