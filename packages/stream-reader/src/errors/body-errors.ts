import { reasonOf } from "./caused-error.ts";
import { StreamError } from "./stream-error.ts";

/** The body is not what its content coding promises. The frames that came before it have been delivered. */
export class StreamDecodeError extends StreamError {
  override readonly name = "StreamDecodeError";
  readonly code = "CONTENT_ENCODING_INVALID";
  readonly coding: string;

  constructor(target: string, coding: string, cause: unknown) {
    super(`${target} sent a body that is not ${coding}: ${reasonOf(cause)}`, { cause });
    this.coding = coding;
  }
}

/** The body grew beyond `maxExpansionRatio` when it was decoded: a decompression bomb, by its looks. */
export class StreamExpansionError extends StreamError {
  override readonly name = "StreamExpansionError";
  readonly code = "DECODED_TOO_LARGE";
  readonly maxExpansionRatio: number;

  constructor(target: string, maxExpansionRatio: number, bytes: { encoded: number; decoded: number }) {
    super(
      `${target} sent ${bytes.encoded} bytes that decode to more than ${bytes.decoded}: raise maxExpansionRatio (${maxExpansionRatio}) if it is to be trusted`,
    );
    this.maxExpansionRatio = maxExpansionRatio;
  }
}

/** Nothing, not even a heartbeat, came for `idleTimeoutMs`. */
export class StreamIdleError extends StreamError {
  override readonly name = "StreamIdleError";
  readonly code = "IDLE_TIMEOUT";
  readonly timeoutMs: number;

  constructor(target: string, timeoutMs: number) {
    super(
      `${target} sent nothing for ${timeoutMs} ms: the connection is taken for dead; raise idleTimeoutMs if it is only quiet`,
    );
    this.timeoutMs = timeoutMs;
  }
}

/** No event came for `eventTimeoutMs`, though heartbeats may have. */
export class StreamEventTimeoutError extends StreamError {
  override readonly name = "StreamEventTimeoutError";
  readonly code = "EVENT_TIMEOUT";
  readonly timeoutMs: number;

  constructor(target: string, timeoutMs: number) {
    super(
      `${target} sent no event for ${timeoutMs} ms, heartbeats not counted: raise eventTimeoutMs if it is only quiet`,
    );
    this.timeoutMs = timeoutMs;
  }
}
