import type { ControlRule } from "../control/control-rule.ts";
import { StreamOptionError } from "../errors/caller-errors.ts";
import { limitsOf } from "../framing/frames/frame-limits.ts";
import { isWebSocket } from "../http/request/http-url.ts";
import { loadWebSocket } from "../websocket/late-websocket.ts";
import type { SocketRequest } from "../websocket/socket-opening.ts";
import { webSocketSettings } from "../websocket/websocket-options.ts";
import type { OpenStreamOptions } from "./open-stream-options.ts";

/** Whether a URL is `ws:` or `wss:`; false also for what is no URL. */
export function isWebSocketUrl(url: string | URL): boolean {
  return URL.canParse(String(url)) && isWebSocket(new URL(url));
}

/**
 * @throws StreamOptionError for options that a WebSocket cannot have: its handshake is a GET over HTTP/1.1
 */
export function assertOfSocket({ method = "GET", body, http2 }: OpenStreamOptions): void {
  if (method.toUpperCase() !== "GET" || body !== undefined) {
    throw new StreamOptionError(
      "a WebSocket is asked for by GET without a body: use webSocket.messages for what is to be sent",
    );
  }
  if (http2 === "prior-knowledge") {
    throw new StreamOptionError(
      'http2 is "prior-knowledge", but a WebSocket is asked for over HTTP/1.1: leave it out',
    );
  }
}

/**
 * @throws StreamOptionError for what only a WebSocket can be told
 */
export function assertOfNoSocket({ url, webSocket }: OpenStreamOptions): void {
  if (webSocket === undefined || !/^https?:/i.test(String(url))) return;
  throw new StreamOptionError(
    "webSocket has messages or protocols, which only a WebSocket can be told: leave it out, or ask a ws: or wss: URL",
  );
}

/**
 * What is asked of the source of a WebSocket.
 *
 * @throws StreamOptionError
 */
export function socketRequest(options: OpenStreamOptions): SocketRequest {
  const { acceptEncoding, control = [], webSocket } = options;
  const settings = webSocketSettings(webSocket);
  loadWebSocket().catch(() => undefined);
  return {
    ...settings,
    held: answersOf(control, settings.messages.length),
    deflate: acceptEncoding === undefined || acceptEncoding.includes("deflate"),
    limits: limitsOf(options),
  };
}

/** The places of messages that rules answer with. */
function answersOf(control: readonly ControlRule[], messages: number): Set<number> {
  const places = control.map(({ reply }) => reply).filter((reply) => typeof reply === "number");
  const missing = places.find((place) => place >= messages);
  if (missing === undefined) return new Set(places);
  throw new StreamOptionError(
    `a rule of control frames has the reply ${missing}, but webSocket.messages has ${messages}: the first is 0`,
  );
}
