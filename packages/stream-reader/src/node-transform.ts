import { Duplex } from "node:stream";
import { bytesOf } from "./framing/byte-source.ts";
import { assertDecodeOptions, type DecodeOptions } from "./framing/decode-options.ts";
import { type Decoded, decodeStep } from "./framing/decode-step.ts";
import { refuseTruncated } from "./framing/frame-transform.ts";
import type { Frame } from "./framing/frames/frame.ts";
import type { FrameFormat } from "./framing/frames/frame-format.ts";

/**
 * A Node stream that is written bytes and read as frames, for `pipe` and `pipeline`. All chunks that wait are decoded at
 * once; no more are taken before their frames have been. An error comes after the frames before it: FrameTooLargeError,
 * FrameInvalidError, or FrameTruncatedError when the end cut a record off and there is no `onTruncated`.
 *
 * @throws StreamOptionError for an option that is none
 *
 * @example
 * await pipeline(createReadStream("events.ndjson"), createFrameTransform(ndjson()), async (frames) => {
 *   for await (const frame of frames) console.log(frame.json());
 * });
 */
export function createFrameTransform(format: FrameFormat, options: DecodeOptions = {}): Duplex {
  assertDecodeOptions("createFrameTransform", options);
  const { onTruncated = refuseTruncated } = options;
  const decoder = format.decoder(options);
  const delivery = new Delivery();
  const stream: Duplex = new Duplex({
    readableObjectMode: true,
    // `read` is then called when all frames but the one in hand have been taken, so that an error loses none.
    readableHighWaterMark: 1,
    decodeStrings: true,
    read: () => delivery.resume(stream),
    write(chunk: Uint8Array, _, done) {
      delivery.start(
        stream,
        decodeStep((into) => decoder.decode(bytesOf(chunk), into)),
        done,
      );
    },
    writev(chunks, done) {
      const decoded = decodeStep((into) => {
        for (const { chunk } of chunks) decoder.decode(bytesOf(chunk), into);
      });
      delivery.start(stream, decoded, done);
    },
    final(done) {
      const decoded = decodeStep((into) => {
        const truncated = decoder.end(into);
        if (truncated !== undefined) onTruncated(truncated);
      });
      delivery.start(stream, decoded, (error) => {
        if (error === undefined) stream.push(null);
        done(error);
      });
    },
  });
  return stream;
}

/** Hands the frames of one write over, as they are wanted, and then says that it is done. */
class Delivery {
  private frames: Frame[] = [];
  private next = 0;
  private finish: (() => void) | undefined;

  start(stream: Duplex, { frames, fault }: Decoded<unknown>, done: (error?: Error) => void): void {
    this.frames = frames;
    this.next = 0;
    this.finish = () => (fault === undefined ? done() : done(fault.error as Error));
    if (fault === undefined || frames.length > 0 || stream.readableLength > 0) this.deliver(stream);
    else this.settle();
  }

  resume(stream: Duplex): void {
    if (this.finish !== undefined) this.deliver(stream);
  }

  private deliver(stream: Duplex): void {
    while (this.next < this.frames.length) {
      const frame = this.frames[this.next];
      this.next += 1;
      if (!stream.push(frame)) return;
    }
    this.settle();
  }

  private settle(): void {
    const { finish } = this;
    this.finish = undefined;
    this.frames = [];
    finish?.();
  }
}
