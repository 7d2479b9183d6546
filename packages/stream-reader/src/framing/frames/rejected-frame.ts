import { FrameInvalidError, FrameTooLargeError } from "../../errors/frame-errors.ts";
import { MAX_REJECTED_HEAD_BYTES } from "../../limits.ts";
import type { Frame, FrameRejection } from "./frame.ts";
import type { FrameLimits } from "./frame-limits.ts";
import { decodeUtf8 } from "./utf8.ts";

/** What may be known of a frame that is none. */
type KnownFields = Pick<Frame, "id" | "lastEventId" | "event" | "retryMs" | "headers">;

/** Something between frames that is none: it stands in its place in the order, and says why. */
class RejectedFrame implements Frame {
  readonly bytes: Uint8Array;
  readonly rejected: FrameRejection;
  readonly id: string | undefined;
  readonly lastEventId: string | undefined;
  readonly event: string | undefined;
  readonly retryMs: number | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(bytes: Uint8Array, rejected: FrameRejection, fields: KnownFields = {}) {
    this.bytes = bytes;
    this.rejected = rejected;
    this.id = fields.id;
    this.lastEventId = fields.lastEventId;
    this.event = fields.event;
    this.retryMs = fields.retryMs;
    this.headers = fields.headers;
  }

  get text(): string {
    return decodeUtf8(this.bytes);
  }

  json(): never {
    throw this.rejected.cause;
  }
}

/** A frame over the bound, as far as it is known. */
export interface OversizeRecord {
  /** How many bytes it had, its terminator or length prefix not counted. */
  readonly bytes: number;
  /** Where in the stream it began, in bytes from the start. */
  readonly offset: number;
  /** Its first part, where it is to be delivered. */
  readonly head: Uint8Array;
}

/**
 * Passes over a frame over the bound: its reader is told, or gets it as a {@link RejectedFrame}.
 *
 * @throws FrameTooLargeError when its reader wants neither
 */
export function passOversize(
  { maxFrameBytes, onOversize, delivers }: FrameLimits,
  into: Frame[],
  { bytes, offset, head }: OversizeRecord,
  fields?: KnownFields,
): void {
  const cause = new FrameTooLargeError(maxFrameBytes);
  if (onOversize !== undefined) onOversize({ bytes, offset });
  else if (!delivers) throw cause;
  else into.push(new RejectedFrame(head, { cause, sizeBytes: bytes }, fields));
}

/**
 * Passes over a frame that is not what its format says, or ends the reading with what is wrong.
 *
 * @throws the error, when rejected frames are not delivered
 */
export function passInvalid(
  { delivers }: Pick<FrameLimits, "delivers">,
  into: Frame[],
  error: unknown,
): void {
  if (!delivers || !(error instanceof FrameInvalidError)) throw error;
  into.push(new RejectedFrame(error.bytes, { cause: error, sizeBytes: error.bytes.length }));
}

/** The first part of `source[start..end)` that a rejected frame is delivered with. */
export function headOf(source: Uint8Array, start = 0, end = source.length): Uint8Array {
  return source.subarray(start, Math.min(end, start + MAX_REJECTED_HEAD_BYTES));
}
