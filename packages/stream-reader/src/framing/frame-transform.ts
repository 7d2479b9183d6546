import { FrameTruncatedError } from "../errors/frame-errors.ts";
import { framesIn } from "./decode-frames.ts";
import { assertDecodeOptions, type DecodeOptions } from "./decode-options.ts";
import type { Frame } from "./frames/frame.ts";
import type { FrameFormat } from "./frames/frame-format.ts";

/** What `pipeThrough` takes: bytes go in, frames come out. */
export interface FrameTransform {
  readonly writable: WritableStream<Uint8Array>;
  readonly readable: ReadableStream<Frame>;
}

/**
 * A Web transform from bytes to frames, for `pipeThrough`. No more is read than the consumer takes: what waits is one chunk
 * and its frames. An error comes after the frames before it: FrameTooLargeError, FrameInvalidError, or FrameTruncatedError
 * when the end cut a record off and there is no `onTruncated`.
 *
 * @throws StreamOptionError for an option that is none
 *
 * @example
 * const frames = response.body.pipeThrough(frameTransform(sse()));
 */
export function frameTransform(format: FrameFormat, options: DecodeOptions = {}): FrameTransform {
  assertDecodeOptions("frameTransform", options);
  const { readable: bytes, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const frames = framesIn(bytes, format, { onTruncated: refuseTruncated, ...options });
  const readable = new ReadableStream<Frame>(
    {
      async pull(controller) {
        const { done, value } = await frames.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel(reason) {
        await frames.return(undefined);
        if (!bytes.locked) await bytes.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return { writable, readable };
}

/** For those who did not say what becomes of a record that was cut off. */
export function refuseTruncated({ bytes }: { readonly bytes: Uint8Array }): never {
  throw new FrameTruncatedError(bytes);
}
