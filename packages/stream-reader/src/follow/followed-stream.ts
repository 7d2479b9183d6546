import type { EndSignal } from "../end-signals/end-signal.ts";
import type { StreamExhaustedError } from "../errors/follow-errors.ts";
import type { StreamRefusedError } from "../errors/response-errors.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { FollowHistory } from "./policy/follow-history.ts";

/** How following a stream finished. */
export type FollowFinish =
  | {
      /** The source said that the stream is over. */
      readonly kind: "ended";
      readonly signal: EndSignal;
      /** The frame that said so; it is not delivered. Absent when the status did. */
      readonly frame?: Frame;
    }
  /** The source closed the connection properly, and the policy opens none again. */
  | { readonly kind: "closed" }
  /** The source refuses the stream, and the policy has it that no retry can mend that. The iteration throws `cause`. */
  | { readonly kind: "refused"; readonly cause: StreamRefusedError }
  /** A limit of the policy was reached. The iteration throws `cause`. */
  | { readonly kind: "exhausted"; readonly cause: StreamExhaustedError }
  /** The caller's signal, `stop()`, `close()`, `beforeReopen`, or leaving the loop ended it. */
  | { readonly kind: "aborted" };

/** Sums over all connections of a stream. */
export interface FollowTotals {
  /** Connections that were asked for. */
  readonly connections: number;
  /** Bytes of all bodies. */
  readonly bytesReceived: number;
  /** Records that the end of a connection cut off; they are never delivered, nor joined with the next connection's. */
  readonly truncatedRecords: number;
  readonly truncatedBytes: number;
  /** Times that the source refused a cursor, so that the stream went on without: frames may be missing. */
  readonly cursorsForgotten: number;
}

/** A stream over as many connections as it takes, one at a time. Its frames can be read once. */
export interface FollowedStream extends AsyncIterable<Frame> {
  /**
   * All frames that the network has delivered since the last batch, in order; never an empty batch, never frames of two
   * connections in one. The return value, and `finish`, say how it finished.
   *
   * @throws StreamRefusedError when the source refuses the stream for good, StreamExhaustedError when a limit of the
   *   policy is reached, and every other StreamError after which the policy does not reopen, such as FrameInvalidError
   */
  batches(): AsyncGenerator<Frame[], FollowFinish, void>;
  /** The frames one by one; the same rules as {@link batches}. */
  [Symbol.asyncIterator](): AsyncGenerator<Frame, FollowFinish, void>;
  /**
   * With `acknowledge: "manual"`: everything up to this frame, or this cursor, is done with. The last call counts, so
   * call it in order. A frame that has no cursor moves nothing.
   *
   * @throws StreamOptionError for a text that no request can carry, a frame without a `cursorOf`, or when acknowledging
   *   is automatic
   */
  acknowledge(position: string | Frame): void;
  /** What the next request would go on after: keep it to go on in another process. */
  readonly cursor: string | undefined;
  /** Ends it softly: what has been received is still delivered, then the iteration finishes as `aborted`. */
  stop(): void;
  /** Ends it and frees the socket; frames that were not taken are dropped. */
  close(): Promise<void>;
  /** How it finished; undefined while it goes on, and after an error that is neither `refused` nor `exhausted`. */
  readonly finish: FollowFinish | undefined;
  readonly totals: FollowTotals;
  /** What the source has asked for that holds on: keep it for the `history` of another process. Undefined: nothing. */
  readonly history: FollowHistory | undefined;
  /** SSE: the reconnection time that the server asked for last, in milliseconds. */
  readonly retryMs: number | undefined;
}
