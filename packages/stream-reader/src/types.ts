import type { Dispatcher } from "undici";
import type { EndSignal } from "./end-signal.ts";
import type { FrameFormat, TruncatedRecord } from "./framing/decoder.ts";
import type { Frame } from "./framing/frame.ts";
import type { Clock } from "./system.ts";

/** Request headers by name. */
export type RequestHeaders = Record<string, string>;

/** What `openStream` needs to know. */
export interface OpenStreamOptions {
  /** Where the stream is: `http:` or `https:`. */
  url: string | URL;
  /** Request headers, or a function that makes them afresh for this request (a new token, say). */
  headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>);
  /** How bytes become frames; `chunks()` by default. */
  format?: FrameFormat;
  /** What says that the stream is over; status 204 always does. */
  endSignals?: readonly EndSignal[];
  /**
   * Silence after which the connection is given up, in milliseconds; any byte counts, heartbeats too. 120,000 by
   * default; 0 turns it off. A function is asked at each wait for bytes.
   */
  idleTimeoutMs?: number | (() => number);
  /** Time from the request to the end of the response's headers, in milliseconds; 10,000 by default. */
  connectTimeoutMs?: number;
  /** Most bytes in one frame; 4 MiB by default. */
  maxFrameBytes?: number;
  /** Ends the connection; the iteration then finishes as `aborted`, without an error. */
  signal?: AbortSignal;
  /** An undici dispatcher to use instead of a connection of its own; it is not closed. */
  dispatcher?: Dispatcher;
  /** The clock of timeouts; the machine's by default. */
  clock?: Clock;
}

/** A response that is a stream, or the end of one. */
export interface StreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The end signal that the status is; undefined when frames follow. */
  readonly ended: EndSignal | undefined;
}

/** How reading a connection finished. */
export type StreamFinish =
  | {
      /** The source said that the stream is over. */
      readonly kind: "ended";
      readonly signal: EndSignal;
      /** The frame that said so; it is not delivered. Absent when the status did. */
      readonly frame?: Frame;
      readonly bytesReceived: number;
    }
  | {
      /** The peer closed the connection; whether the stream goes on, the next connection tells. */
      readonly kind: "closed";
      /** Whether the response was complete as HTTP has it, not reset in the middle. */
      readonly clean: boolean;
      readonly bytesReceived: number;
      /** The record that was cut off, if one was. */
      readonly truncated?: TruncatedRecord;
      /** What broke the connection when it was not clean. */
      readonly cause?: Error;
    }
  | {
      /** The caller's signal, `close()`, or leaving the loop ended the connection. */
      readonly kind: "aborted";
      readonly bytesReceived: number;
    };

/** One connection to a stream. Its frames can be read once. */
export interface StreamConnection extends AsyncIterable<Frame> {
  /**
   * Connects, if that has not been done, and resolves when the response's headers are there; undefined when aborted
   * before that. Iterating does this by itself.
   *
   * @throws StreamConnectError, StreamConnectTimeoutError, StreamRefusedError, StreamHeadersError, StreamEncodingError
   */
  open(): Promise<StreamResponse | undefined>;
  /**
   * All frames that the network has delivered since the last batch, in order; never an empty batch. The socket is
   * paused while the consumer is busy and 64 KiB wait. The return value, and `finish`, say how it finished.
   *
   * @throws StreamError what `open` throws, StreamIdleError, FrameTooLargeError, FrameInvalidError; the frames before
   *   the fault have been delivered
   */
  batches(): AsyncGenerator<Frame[], StreamFinish, void>;
  /** The frames one by one; the same rules as {@link batches}. */
  [Symbol.asyncIterator](): AsyncGenerator<Frame, StreamFinish, void>;
  /**
   * Ends the connection softly: no more is received, the frames that have been are still delivered, then the iteration
   * finishes as `aborted`. Before the response's headers are there it is the same as `close`.
   */
  stop(): void;
  /** Ends the connection and frees its socket; frames that were not taken are dropped. */
  close(): Promise<void>;
  /** How reading finished; undefined while it goes on, and after an error. */
  readonly finish: StreamFinish | undefined;
  /** Bytes of the body received so far. */
  readonly bytesReceived: number;
  /** SSE: the last event id, to resume from. */
  readonly lastEventId: string | undefined;
  /** SSE: the reconnection time that the server asked for, in milliseconds. */
  readonly retryMs: number | undefined;
}
