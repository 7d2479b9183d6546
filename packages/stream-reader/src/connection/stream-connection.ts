import type { EndSignal } from "../end-signals/end-signal.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { TruncatedRecord } from "../framing/frames/frame-format.ts";
import type { BreakReason } from "../http/response/body-source.ts";
import type { StreamResponse } from "./connecting/connected.ts";

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
      /** Whether the response was complete as HTTP has it, not reset in the middle; of a WebSocket, closed with code 1000. */
      readonly clean: boolean;
      readonly bytesReceived: number;
      /** The record that was cut off, if one was. */
      readonly truncated?: TruncatedRecord;
      /** How the connection broke when it was not clean. */
      readonly reason?: BreakReason;
      /** What broke the connection when it was not clean. */
      readonly cause?: Error;
      /** The code with which the source closed a WebSocket; 1005 when it gave none. Absent when it did not. */
      readonly closeCode?: number;
      /** The reason that it gave, `""` for none. It may hold secrets. */
      readonly closeReason?: string;
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
   * @throws StreamError: one whose code says why there is no stream, see the README
   */
  open(): Promise<StreamResponse | undefined>;
  /**
   * All frames that the network has delivered since the last batch, in order; never an empty batch. The socket is
   * paused while the consumer is busy and 256 KiB wait. The return value, and `finish`, say how it finished.
   *
   * @throws StreamError what `open` throws, StreamIdleError, FrameTooLargeError, FrameInvalidError, StreamDecodeError,
   *   StreamExpansionError; the frames before the fault have been delivered
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
  /** Bytes of the body received so far, as they came, before a content coding is undone. */
  readonly bytesReceived: number;
  /** SSE: the last event id, to resume from. */
  readonly lastEventId: string | undefined;
  /** SSE: the reconnection time that the server asked for, in milliseconds. */
  readonly retryMs: number | undefined;
}
