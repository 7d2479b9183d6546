import type { Dispatcher } from "undici";
import type { EndSignal } from "./end-signal.ts";
import type { DecoderOptions, FrameFormat, TruncatedRecord } from "./framing/decoder.ts";
import type { Frame } from "./framing/frame.ts";
import type { Clock } from "./system.ts";

/** Request headers by name. */
export type RequestHeaders = Record<string, string>;

/** What a request can send: text, bytes, or parts that are made while they are sent. */
export type RequestBody = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/** Parameters for a URL's query; an array gives a parameter several times, undefined leaves it out. */
export type QueryParameters = Readonly<
  Record<string, string | number | boolean | readonly (string | number | boolean)[] | undefined>
>;

/** How a body can be compressed (RFC 9110, 8.4.1; RFC 7932; RFC 8878). */
export type ContentCoding = "br" | "deflate" | "gzip" | "zstd";

/** Whom to trust, and as whom to appear; as in `tls.connect`, PEM text or bytes. */
export interface TlsOptions {
  /** Certificates of the authorities to trust, in place of Node's own. */
  ca?: string | Uint8Array | readonly (string | Uint8Array)[];
  /** The client's certificate. Another origin that a redirect leads to does not get it. */
  cert?: string | Uint8Array;
  /** The client's key. */
  key?: string | Uint8Array;
  /** What `key` is encrypted with. */
  passphrase?: string;
  /** The name to ask for and to verify, in place of the URL's host. */
  servername?: string;
  /** False accepts any certificate: for tests only. */
  rejectUnauthorized?: boolean;
}

/** How a request goes out. */
export interface RequestOptions {
  /** Where the stream is: `http:` or `https:`. */
  url: string | URL;
  /** Parameters merged into the URL's query; one of the same name in the URL gives way. */
  query?: QueryParameters;
  /** `GET` by default, `POST` when there is a body. */
  method?: string;
  /** What to send, or a function that makes it afresh for each request (each redirect that repeats the body). */
  body?: string | Uint8Array | (() => RequestBody | Promise<RequestBody>);
  /** Request headers, or a function that makes them afresh for this request (a new token, say). */
  headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>);
  /** Codings to ask for; none by default, which is `Accept-Encoding: identity`. What comes is decoded, asked for or not. */
  acceptEncoding?: readonly ContentCoding[];
}

/** Where redirects may lead. */
export interface RedirectOptions {
  /** Redirects that are followed; 10 by default, 0 refuses each as a status that is no stream. */
  maxRedirects?: number;
  /** Whether a redirect may lead from `https:` to `http:`; false by default. */
  allowInsecureRedirects?: boolean;
  /**
   * Headers that never leave for another origin, beside `Authorization`, `Cookie`, `Host` and `Proxy-Authorization`:
   * an `X-Api-Key`, say.
   */
  sameOriginHeaders?: readonly string[];
}

/** What carries a request. */
export interface TransportOptions {
  /**
   * The proxy: its URL, `"environment"` for `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (loopback hosts are always
   * reached directly), or false for none. `"environment"` by default.
   */
  proxy?: "environment" | string | URL | false;
  tls?: TlsOptions;
  /** Whether HTTP/2 is offered in the TLS handshake; false by default. */
  http2?: boolean;
  /** Idle time after which TCP probes whether the peer is there, in milliseconds; 60,000 by default, 349,000 at most, 0 is off. */
  tcpKeepAliveMs?: number;
  /** Most bytes of a response's headers, or of its trailers; 16 KiB by default. */
  maxHeaderBytes?: number;
  /** An undici dispatcher to use instead of a connection of its own, in place of the options above; it is not closed. */
  dispatcher?: Dispatcher;
}

/** What `openStream` needs to know. */
export interface OpenStreamOptions extends RequestOptions, RedirectOptions, TransportOptions {
  /** How bytes become frames; `chunks()` by default. */
  format?: FrameFormat;
  /** Media types to accept in place of those that the format reads, such as `text/plain`; `"any"` accepts all. */
  contentTypes?: readonly string[] | "any";
  /** What says that the stream is over; status 204 always does. */
  endSignals?: readonly EndSignal[];
  /**
   * Silence after which the connection is given up, in milliseconds; any byte counts, heartbeats too. 120,000 by
   * default; 0 turns it off. A function is asked at each wait for bytes.
   */
  idleTimeoutMs?: number | (() => number);
  /** Time from the request to the end of the response's headers, redirects included, in milliseconds; 10,000 by default. */
  connectTimeoutMs?: number;
  /** Most bytes in one frame; 4 MiB by default. */
  maxFrameBytes?: number;
  /** Called with each frame over `maxFrameBytes`, which is then passed over; without this it is a FrameTooLargeError. */
  onOversize?: NonNullable<DecoderOptions["onOversize"]>;
  /** SSE: the last event id that an earlier connection left in force. It is not sent: the headers do that. */
  lastEventId?: string;
  /** How many times its size a compressed body may have when decoded, beyond its first 16 MiB; 200 by default. */
  maxExpansionRatio?: number;
  /** Ends the connection; the iteration then finishes as `aborted`, without an error. */
  signal?: AbortSignal;
  /** The clock of timeouts; the machine's by default. */
  clock?: Clock;
}

/** A response that is a stream, or the end of one. */
export interface StreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Where the response came from: the last redirect's target. */
  readonly url: string;
  /** The end signal that the status is; undefined when frames follow. */
  readonly ended: EndSignal | undefined;
}

/**
 * How a connection broke off: `reset` by the peer or the network, `incomplete` when less came than was announced,
 * `malformed` when what came is not HTTP, `coding-incomplete` when the compressed body was cut off, `http2` by a
 * GOAWAY or RST_STREAM.
 */
export type BreakReason = "coding-incomplete" | "http2" | "incomplete" | "malformed" | "reset";

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
      /** How the connection broke when it was not clean. */
      readonly reason?: BreakReason;
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
