import type { ControlRule } from "../control/control-rule.ts";
import type { EndSignal } from "../end-signals/end-signal.ts";
import type { DecoderOptions, FrameFormat } from "../framing/frames/frame-format.ts";
import type { RedirectOptions, RequestOptions } from "../http/request/request-options.ts";
import type { TransportOptions } from "../http/transport/transport-options.ts";
import type { Clock } from "../system.ts";
import type { WebSocketOptions } from "../websocket/websocket-options.ts";

/** What `openStream` needs to know. */
export interface OpenStreamOptions extends RequestOptions, RedirectOptions, TransportOptions {
  /**
   * How bytes become frames; `chunks()` by default, of a WebSocket `messages()`. With another format each of its messages is a body
   * of its own.
   */
  format?: FrameFormat;
  /** What is said to the source of a WebSocket (`ws:`, `wss:`) beyond the request: subprotocols, first messages. */
  webSocket?: WebSocketOptions;
  /** Media types to accept in place of those that the format reads, such as `text/plain`; `"any"` accepts all. */
  contentTypes?: readonly string[] | "any";
  /** What says that the stream is over; status 204 always does. */
  endSignals?: readonly EndSignal[];
  /**
   * Frames, and refusals, that are about the stream and no events of it: keep-alives, bookmarks, errors within a response that
   * went well. The first rule that matches counts, before end signals. None by default; `parseControlRules` reads them from text.
   */
  control?: readonly ControlRule[];
  /**
   * What becomes of frames that a rule of `control` ignores, or takes for a cursor alone: `"drop"` (default), or `"deliver"`: they
   * are handed over in their place, with `control` set, so that a consumer knows when all before them is done with.
   */
  controlFrames?: "drop" | "deliver";
  /**
   * Silence after which the connection is given up, in milliseconds; any byte counts, heartbeats too. 120,000 by
   * default; 0 turns it off. A function is asked at each wait for bytes.
   */
  idleTimeoutMs?: number | (() => number);
  /**
   * Silence of events after which the connection is given up, in milliseconds: heartbeats, comments, blank lines and
   * what `control` ignores do not count. 0, off, by default.
   */
  eventTimeoutMs?: number;
  /**
   * Time for making connections (TCP, TLS, proxy), all redirects together, in milliseconds; what headers and body functions take
   * is in it. 10,000 by default.
   */
  connectTimeoutMs?: number;
  /**
   * Time from the request to the end of the response's headers, all redirects together, in milliseconds. By default as long as
   * the idle timeout, since many servers send headers only with their first event; 0 turns it off.
   */
  headersTimeoutMs?: number;
  /** Most bytes in one frame; 4 MiB by default. */
  maxFrameBytes?: number;
  /** Called with each frame over `maxFrameBytes`, which is then passed over; without this `rejected` says what becomes of it. */
  onOversize?: NonNullable<DecoderOptions["onOversize"]>;
  /**
   * What becomes of what is no frame: too large, or not what the format says. `"throw"` (default) ends the connection with
   * an error, `"deliver"` hands it over in its place, with `rejected` set, and reads on.
   */
  rejected?: NonNullable<DecoderOptions["rejected"]>;
  /** SSE: the last event id that an earlier connection left in force. It is not sent: the headers do that. */
  lastEventId?: string;
  /** How many times its size a compressed body may have when decoded, beyond its first 16 MiB; 200 by default. */
  maxExpansionRatio?: number;
  /** Ends the connection; the iteration then finishes as `aborted`, without an error. */
  signal?: AbortSignal;
  /** The clock of timeouts; the machine's by default. */
  clock?: Clock;
}
