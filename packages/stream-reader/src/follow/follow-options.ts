import type { OpenStreamOptions } from "../connection/open-stream-options.ts";
import type { StreamConnection } from "../connection/stream-connection.ts";
import type { LearnedIdle } from "../timeouts/learned-idle.ts";
import type { ConnectionEvent } from "./connection-event.ts";
import type { FollowHistory } from "./policy/follow-history.ts";
import type { FollowPolicy } from "./policy/follow-policy.ts";
import type { ReopenStep } from "./policy/next-step.ts";
import type { RequestParts } from "./requests/request-context.ts";
import type { WhenResuming } from "./requests/when-resuming.ts";
import type { CursorRule } from "./resume/cursor.ts";
import type { Acknowledgement } from "./resume/progress.ts";
import type { ResumeRule } from "./resume/resume-rule.ts";
import type { HandshakeRequest } from "./session/handshake.ts";

/** How each connection of a stream is asked for: as for `openStream`, but for some. */
export interface FollowRequest
  extends Omit<OpenStreamOptions, keyof RequestParts | "idleTimeoutMs">,
    RequestParts {
  /** What a request has in place of its own when it carries a cursor. */
  whenResuming?: WhenResuming;
  /** Requests that are made, in their order, before the first connection of a session; none by default. */
  handshake?: readonly HandshakeRequest[];
  /**
   * Names of headers of responses, to the stream's requests and the handshake's, that are sent with each request after: a session's
   * id, say. They are no more shown than a key: neither events nor errors have them. A redirect takes none to another origin, unless
   * `crossOriginHeaders` names it, and none is taken from there.
   */
  keepHeaders?: readonly string[];
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
  /**
   * How a request says where the stream goes on: all of these rules. `Last-Event-ID` by default with `sse()` and `auto()`, otherwise not at
   * all.
   */
  resume?: ResumeRule | readonly ResumeRule[] | false;
  /** Where a frame says how far the stream has come. `"sse"` by default with `sse()` and `auto()`, otherwise nowhere. */
  cursorOf?: CursorRule;
  /**
   * The longest cursor, in bytes of UTF-8; 8,192 by default. A longer one counts as none. Mind what headers the source takes:
   * many servers have 8 KiB for all of them.
   */
  maxCursorBytes?: number;
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
  /** What another process has met: the `history` that it had in the end. What the source has asked for holds on. */
  history?: FollowHistory;
  /**
   * Whether the stream has been up before, in another process: then answers that a deploy of the source explains (404, a
   * page of HTML, a redirect circle) are retried from the first connection on. Default: false.
   */
  wasUp?: boolean;
  /**
   * Whether a connection that the source closed properly, with no record cut off, ends the stream: `finish` is then `ended`
   * by the signal `close`. Default: false.
   */
  endOnClose?: boolean;
  /** How a connection is opened; `openStream` by default. */
  open?: OpenStream;
}

/** How a connection is opened: `openStream`, or a stand-in of it. */
export type OpenStream = (options: OpenStreamOptions) => StreamConnection;
