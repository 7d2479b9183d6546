import type { Frame } from "./frame.ts";

/** A record that the end of the body cut off. It is reported, never delivered as a frame. */
export interface TruncatedRecord {
  /** What had come of it, undecoded. */
  readonly bytes: Uint8Array;
}

/** Bytes in, frames out: no I/O, no clock. One decoder serves one connection. */
export interface FrameDecoder {
  /**
   * Takes the next bytes, cut anywhere, and adds the frames that they complete to `into`.
   *
   * @param into where the frames go; what was complete before an error is in it
   * @returns `into`
   * @throws FrameTooLargeError, FrameInvalidError; the decoder cannot be used after that
   */
  decode(chunk: Uint8Array, into?: Frame[]): Frame[];
  /**
   * Says that no more bytes come.
   *
   * @param into where a last frame goes that needs no terminator
   * @returns the record that was cut off, if one was
   * @throws FrameTooLargeError, FrameInvalidError for the last frame
   */
  end(into?: Frame[]): TruncatedRecord | undefined;
  /**
   * Takes a whole message of a WebSocket, `source[start..end)`, and adds its frames to `into`. Formats of bytes have none: a
   * message is then a body of its own.
   *
   * @throws FrameInvalidError
   */
  message?(source: Uint8Array, start: number, end: number, binary: boolean, into: Frame[]): void;
  /** SSE: the last event id in force (WHATWG HTML, 9.2.6), with which a connection is resumed. */
  readonly lastEventId?: string | undefined;
  /** Whether the format's own end has come, such as the closing delimiter of a multipart body: what comes after it does not count. */
  readonly isOver?: boolean | undefined;
  /** SSE: the reconnection time that the server asked for last, in milliseconds. */
  readonly retryMs?: number | undefined;
}

/** A frame over the bound that was passed over. */
export interface OversizeFrame {
  /** How many bytes it had, its terminator or length prefix not counted; of one that the end of the body cut off, as far as it came. */
  readonly bytes: number;
  /** Where in the stream it began, in bytes from the start. */
  readonly offset: number;
}

/** What a decoder is made with. */
export interface DecoderOptions {
  /** Most bytes in one frame; 4 MiB by default. */
  maxFrameBytes?: number | undefined;
  /**
   * Called with each frame over the bound, which is then passed over without being kept; reading goes on with the frame
   * after it. Without this `rejected` says what becomes of it.
   */
  onOversize?: ((skipped: OversizeFrame) => void) | undefined;
  /**
   * What becomes of a frame over the bound that nobody is told of, and of one that is not what its format says:
   *
   * - `"throw"` (default): it is a FrameTooLargeError, or a FrameInvalidError, after the frames before it
   * - `"deliver"`: it is delivered in its place, with `rejected` set, and reading goes on with the frame after it. Where no
   *   frame can be found any more, in concatenated JSON and after a broken length, the error is thrown all the same.
   */
  rejected?: "throw" | "deliver" | undefined;
  /** The `Content-Type` of the response: multipart bodies have their boundary in it. None by default. */
  contentType?: string | undefined;
  /** SSE: the last event id that an earlier connection left in force; none by default. */
  lastEventId?: string | undefined;
  /** Whether a last record needs no terminator, as the end of what is read is known to be its end; as the format says by default. */
  acceptUnterminated?: boolean | undefined;
}

/** A way to cut bytes into frames. */
export interface FrameFormat {
  readonly name: string;
  /** What a request for this format puts into `Accept`. */
  readonly accept: string;
  /** The media types that a response in this format has, without parameters (`multipart/*` is all of one kind); undefined when any will do. */
  readonly contentTypes?: readonly string[] | undefined;
  /** What is expected in place of this `Content-Type`, in words, when its parameters lack what the format needs. */
  typeProblem?(contentType: string | undefined): string | undefined;
  /** Whether another media type is another format: once a followed stream has been up, all its responses have the type of the first. */
  readonly keepsType?: boolean | undefined;
  /** Media types that are never in this format, where any other will do: of HTML and events, for a format of JSON. */
  readonly refusedTypes?: readonly string[] | undefined;
  /** Whether a body that begins with `<` is a page of markup in place of this format; false by default. */
  readonly refusesMarkup?: boolean | undefined;
  /** Whether its decoders take the messages of a WebSocket as such; false by default: each is a body of its own. */
  readonly takesMessages?: boolean | undefined;
  /** Whether they take nothing else; false by default. */
  readonly messagesOnly?: boolean | undefined;
  /** A fresh decoder, for one connection. */
  decoder(options?: DecoderOptions): FrameDecoder;
}
