import type { FrameInvalidError, FrameTooLargeError } from "../../errors/frame-errors.ts";

/** Why something between frames is none. */
export interface FrameRejection {
  /** What would have been thrown. */
  readonly cause: FrameInvalidError | FrameTooLargeError;
  /** How many bytes it had: more than the frame's `bytes` when it is over the bound. */
  readonly sizeBytes: number;
}

/** What a frame is that is no event of the stream. */
export interface FrameControl {
  /** `ignore`: a keep-alive or the like; `cursor`: it only says how far the stream has come. */
  readonly action: "ignore" | "cursor";
  /**
   * How far the stream has come with it, from where its rule says (`cursorOf`); undefined when that says nothing: the stream's own
   * rule counts then. `""` takes an earlier cursor back.
   */
  readonly cursor?: string | undefined;
}

/** One message cut out of the bytes of a stream. */
export interface Frame {
  /**
   * The payload, without terminators or field names. May be a view of the network chunk that it came in: copy
   * it (`Uint8Array.from`) to keep it for long.
   */
  readonly bytes: Uint8Array;
  /** The payload as UTF-8 text, wrong sequences replaced by U+FFFD; decoded when first asked for. */
  readonly text: string;
  /** SSE: the `id` that this event itself carried. */
  readonly id?: string | undefined;
  /** SSE: the last event id in force at this event (WHATWG HTML, 9.2.6): its own, or that of an earlier one. */
  readonly lastEventId?: string | undefined;
  /** SSE: the event's name; undefined stands for the default, `message`. */
  readonly event?: string | undefined;
  /** SSE: the reconnection time that the server set since the frame before, in milliseconds. */
  readonly retryMs?: number | undefined;
  /** WebSocket: set for a binary message; absent for text, and over HTTP. */
  readonly binary?: true | undefined;
  /** The headers of a part of a multipart body, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Of the last event in a record of `elements`: the record, with which it is done. */
  readonly record?: Frame | undefined;
  /**
   * With `controlFrames: "deliver"`: set when a rule has it that this is no event. It stands in its place, so that its cursor
   * counts once all before it is done with.
   */
  readonly control?: FrameControl | undefined;
  /**
   * With `rejected: "deliver"`: set when this is no frame of the format's. Its `bytes` are then what came, of one over the
   * bound the first 64 KiB (of SSE its lines as they came, with or without comments), and `json` throws the cause.
   */
  readonly rejected?: FrameRejection | undefined;
  /**
   * The payload as a JSON value; parsed once.
   *
   * @throws FrameInvalidError when it is not JSON though the format says so; in other formats a SyntaxError
   */
  json(): unknown;
}
