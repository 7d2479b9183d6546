import type { StreamErrorCode } from "../../errors/stream-error.ts";
import type { StatusPattern } from "../../status-pattern.ts";
import { REOPENING } from "./reopening.ts";

/** The least pause after refusals that name no time of their own. */
export interface LeastPause {
  /** The statuses that it is for. */
  readonly on: readonly StatusPattern[];
  /** After the first of them since the last sound connection, in milliseconds; it doubles at each further one. */
  readonly firstMs: number;
  /** What it grows to, in milliseconds; `maxDelayMs` does not limit it. */
  readonly maxMs: number;
}

/**
 * What a stream that is followed does after each connection. Plain JSON. Durations in milliseconds; `null` is no limit.
 * A status that is named by itself counts before its class; a status that no list names is refused for good.
 *
 * The lists take the codes of a WebSocket's close too, 1000 to 4999, and `1xxx`, `3xxx`, `4xxx`. One that no list names is, 1000: a
 * proper close; 1001, 1005, 1006, 1011, 1012 and 1013: a break; any other is retried as a source that fails, never at once.
 */
export interface FollowPolicy {
  /** Statuses that end the stream. 204 always does, as for `EventSource` (WHATWG HTML, 9.2.3). Default: `[204]`. */
  readonly end: readonly number[];
  /** Statuses that no retry can mend. Default: `["3xx", "4xx"]`. */
  readonly refuse: readonly StatusPattern[];
  /** Statuses that may pass. Default: `[408, 409, 420, 425, 429, "5xx"]`. */
  readonly retry: readonly StatusPattern[];
  /**
   * Statuses by which a source that allows one connection says that the one before is still there, for a moment: asked
   * again from the first range of pauses, which does not double, for 10 s; after that they are as those that may pass.
   * Default: none.
   */
  readonly busy: readonly StatusPattern[];
  /** Statuses that ask for new credentials: tried once more with `refresh`, then refused. Default: `[401, 403]`. */
  readonly refreshOn: readonly StatusPattern[];
  /** Statuses that say a cursor is too old: tried once more without it, then refused. Default: `[410]`. */
  readonly restartOn: readonly StatusPattern[];
  /**
   * Statuses that say there is no such stream. Once it has been up, they are taken for a deploy of the source for
   * `goneAfterMs`; before, they are refused. Default: `[404]`.
   */
  readonly goneOn: readonly StatusPattern[];
  /**
   * Statuses that say a session is gone, in answer to a request that carried headers which the source gave (`keepHeaders`): it is
   * made anew, and the cursor forgotten with it, at once the first time since a connection was sound. A stream that has been up is
   * asked for so, after pauses, for `goneAfterMs`; else it is refused the second time. Default: `[404]`.
   */
  readonly sessionGoneOn: readonly StatusPattern[];
  /** How long a stream that has been up may be gone before it is refused. Default: 300,000. */
  readonly goneAfterMs: number;
  /** Errors after which a connection is opened again; every other one is thrown. */
  readonly reopenOn: readonly StreamErrorCode[];
  /**
   * Errors after which a connection is opened again only if the stream has been up before: a maintenance page of a proxy,
   * say. At the first connection they are thrown.
   */
  readonly reopenOnceUp: readonly StreamErrorCode[];
  /** Whether a connection is opened again that the source closed properly. Default: `true`. */
  readonly reopenClosed: boolean;
  /** Range from which the pause after a first fault is drawn. Default: 0, at once. */
  readonly firstDelayMs: number;
  /** Range after the second fault in a row; it doubles at each further one (full jitter). Default: 250. */
  readonly baseDelayMs: number;
  /** Longest range. Default: 15,000. */
  readonly maxDelayMs: number;
  /**
   * Least pauses by status, without `Retry-After`; of several for a status the first counts. Default: 5,000 doubling to
   * 900,000 for 420 and 429, as a ban may be prolonged by each request; 2,000 doubling to 30,000 for 404.
   * That for 503, where one is named, is also the pause after a frame that a control rule takes for a failure; without, 1,000 doubling to 60,000.
   */
  readonly leastPauses: readonly LeastPause[];
  /** Most of what `Retry-After` asks for that is granted. Default: 900,000. */
  readonly maxRetryAfterMs: number;
  /** Most of what SSE's `retry` asks for that is granted. Default: 60,000. */
  readonly maxRetryMs: number;
  /** A connection that was up for so long was sound: what comes after it is a first fault. Default: 1,000. */
  readonly soundAfterMs: number;
  /** Faults in a row, the loss of a sound connection counted, after which the stream is given up. Default: `null`. */
  readonly maxAttempts: number | null;
  /** Longest time from the first fault in a row to the next request. Default: `null`. */
  readonly maxElapsedMs: number | null;
}

/** What a stream is followed by when nothing else is said. */
export const DEFAULT_FOLLOW_POLICY: FollowPolicy = {
  end: [204],
  refuse: ["3xx", "4xx"],
  retry: [408, 409, 420, 425, 429, "5xx"],
  busy: [],
  refreshOn: [401, 403],
  restartOn: [410],
  goneOn: [404],
  sessionGoneOn: [404],
  goneAfterMs: 300_000,
  reopenOn: codesThat("always"),
  reopenOnceUp: codesThat("once-up"),
  reopenClosed: true,
  firstDelayMs: 0,
  baseDelayMs: 250,
  maxDelayMs: 15_000,
  leastPauses: [
    { on: [420, 429], firstMs: 5_000, maxMs: 900_000 },
    { on: [404], firstMs: 2_000, maxMs: 30_000 },
  ],
  maxRetryAfterMs: 900_000,
  maxRetryMs: 60_000,
  soundAfterMs: 1_000,
  maxAttempts: null,
  maxElapsedMs: null,
};

function codesThat(reopen: "always" | "once-up"): StreamErrorCode[] {
  return (Object.keys(REOPENING) as StreamErrorCode[]).filter((code) => REOPENING[code] === reopen);
}
