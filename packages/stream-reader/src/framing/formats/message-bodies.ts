import { FrameInvalidError } from "../../errors/frame-errors.ts";
import type { Frame } from "../frames/frame.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat } from "../frames/frame-format.ts";
import { limitsOf } from "../frames/frame-limits.ts";
import { passInvalid } from "../frames/rejected-frame.ts";

/**
 * A format of bytes over a WebSocket: each message is a body of its own. A last line, JSON text or record between delimiters
 * needs no terminator, since the message is whole; a record of another format that a message ends within is a FrameInvalidError.
 */
export function messageBodies(format: FrameFormat): FrameFormat {
  if (format.takesMessages) return format;
  return { ...format, takesMessages: true, decoder: (options) => new MessageBodiesDecoder(format, options) };
}

class MessageBodiesDecoder implements FrameDecoder {
  lastEventId: string | undefined;
  retryMs: number | undefined;
  private readonly format: FrameFormat;
  private readonly options: DecoderOptions;

  constructor(format: FrameFormat, options: DecoderOptions = {}) {
    this.format = format;
    this.options = options;
    this.lastEventId = options.lastEventId;
    limitsOf(options);
  }

  decode(_: Uint8Array, into: Frame[] = []): Frame[] {
    return into;
  }

  end(): undefined {
    return undefined;
  }

  message(source: Uint8Array, start: number, end: number, _: boolean, into: Frame[]): void {
    const { lastEventId, options } = this;
    const decoder = this.format.decoder({ ...options, lastEventId, acceptUnterminated: true });
    decoder.decode(source.subarray(start, end), into);
    const truncated = decoder.end(into);
    this.lastEventId = decoder.lastEventId ?? lastEventId;
    this.retryMs = decoder.retryMs ?? this.retryMs;
    if (truncated === undefined) return;
    passInvalid(
      limitsOf(options),
      into,
      new FrameInvalidError(
        `a message ends within a record of ${this.format.name}: check the format`,
        truncated.bytes.slice(),
      ),
    );
  }
}
