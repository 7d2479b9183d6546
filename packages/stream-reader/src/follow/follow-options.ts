import type { OpenStreamOptions } from "../connection/open-stream-options.ts";
import type { StreamConnection } from "../connection/stream-connection.ts";
import type { EndSignal } from "../end-signals/end-signal.ts";
import type { StreamExhaustedError } from "../errors/follow-errors.ts";
import type { StreamRefusedError } from "../errors/response-errors.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { RequestHeaders } from "../http/request/request-options.ts";
import type { LearnedIdle } from "../timeouts/rhythm.ts";
import type { ConnectionEvent } from "./connection-event.ts";
import type { ReopenStep } from "./policy/next-step.ts";
import type { FollowPolicy } from "./policy/policy.ts";
import type { CursorRule } from "./resume/cursor.ts";
import type { Acknowledgement } from "./resume/progress.ts";
import type { ResumeRule } from "./resume/resume-rule.ts";

/** What is known when the headers of a request are made. */
export interface HeadersContext {
  /** Which connection of the stream it is for, from 1. */
  readonly attempt: number;
  /** Whether new credentials are wanted, because the last ones were refused. */
  readonly refresh: boolean;
  /** The cursor that the request goes on after, if there is one; it is sent by itself. */
  readonly cursor: string | undefined;
}

/** How each connection of a stream is asked for: as for `openStream`, but for these two. */
export interface FollowRequest extends Omit<OpenStreamOptions, "headers" | "idleTimeoutMs"> {
  /** Request headers, or a function that makes them afresh for each connection. */
  headers?: RequestHeaders | ((context: HeadersContext) => RequestHeaders | Promise<RequestHeaders>);
  /**
   * Silence after which a connection is given up, in milliseconds, or how that is learned from the stream's own rhythm;
   * any byte counts, heartbeats too. 120,000 by default; 0 turns it off.
   */
  idleTimeoutMs?: number | { readonly learn: Partial<LearnedIdle> };
}

/** What {@link followStream} needs to know. */
export interface FollowStreamOptions extends FollowRequest {
  /** What is done after each connection; `DEFAULT_FOLLOW_POLICY` where it says nothing. */
  policy?: Partial<FollowPolicy>;
  /** How a request says where the stream goes on. `Last-Event-ID` by default with `sse()`, otherwise not at all. */
  resume?: ResumeRule | false;
  /** Where a frame says how far the stream has come. `"sse"` by default with `sse()`, otherwise nowhere. */
  cursorOf?: CursorRule;
  /** What the first request goes on after: the `cursor` of an earlier run, or what the source calls its beginning. */
  cursor?: string;
  /**
   * When a frame is done with. Only from then on does a request go on after it, so what was not acknowledged when a
   * connection was lost comes again, if the source can resume.
   *
   * - `"automatic"` (default): when the next frame, or the next batch, is asked for. At least once for the consumer: the
   *   frame, or batch, that it had in hand when it died comes again in the next process that starts from `cursor`.
   *   Within one process no frame comes twice, as long as the source resumes exactly.
   * - `"manual"`: when `acknowledge` is called. All frames after the one acknowledged last come again after a reconnect.
   */
  acknowledge?: Acknowledgement;
  /** Told of everything that happens to connections. What it throws ends the iteration. */
  onConnection?: (event: ConnectionEvent) => unknown;
  /**
   * Asked before a connection is opened again, after the pause; false ends the iteration as `aborted`. What it throws
   * ends the iteration too.
   */
  beforeReopen?: (step: ReopenStep & { readonly reason: string }) => boolean | Promise<boolean>;
  /** At least 0, less than 1; for jitter. */
  random?: () => number;
  /** Waits; by the clock's timer by default. Resolves early when `signal` aborts, and never rejects. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How a connection is opened; `openStream` by default. */
  open?: OpenStream;
}

/** How a connection is opened: `openStream`, or a stand-in of it. */
export type OpenStream = (options: OpenStreamOptions) => StreamConnection;

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
  /** SSE: the reconnection time that the server asked for last, in milliseconds. */
  readonly retryMs: number | undefined;
}
