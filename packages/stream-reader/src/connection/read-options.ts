import { between } from "../between.ts";
import type { ControlRule } from "../control/control-rule.ts";
import { assertControlRules } from "../control/parse-control-rules.ts";
import { StreamOptionError } from "../errors/caller-errors.ts";
import { chunks } from "../framing/formats/chunks.ts";
import { messageBodies } from "../framing/formats/message-bodies.ts";
import { messages } from "../framing/formats/messages.ts";
import type { FrameFormat } from "../framing/frames/frame-format.ts";
import { acceptEncoding } from "../http/content-codings/accept-encoding.ts";
import { cookieJar } from "../http/cookies/cookie-jar.ts";
import { redirectPolicy } from "../http/request/redirect-policy.ts";
import { assertBody } from "../http/request/request-body.ts";
import { checkedHeaders } from "../http/request/request-headers.ts";
import { methodOf, urlWith } from "../http/request/request-plan.ts";
import { typeRule } from "../http/response/content-type.ts";
import { transportOf } from "../http/transport/transport.ts";
import { DEFAULT_MAX_EXPANSION_RATIO } from "../limits.ts";
import { systemClock } from "../system.ts";
import { connectLimitMs, headersLimit } from "../timeouts/timeout-options.ts";
import type { ConnectRequest } from "./connecting/connect-request.ts";
import type { OpenStreamOptions } from "./open-stream-options.ts";
import { assertOfNoSocket, assertOfSocket, isWebSocketUrl, socketRequest } from "./socket-options.ts";

/**
 * How bytes become frames, as the options say, or by default for their URL.
 *
 * @throws StreamOptionError for messages where there are none
 */
export function formatOf({ url, format }: Pick<OpenStreamOptions, "url" | "format">): FrameFormat {
  if (isWebSocketUrl(url)) return messageBodies(format ?? messages());
  if (format?.messagesOnly) {
    throw new StreamOptionError(`the format ${format.name} is of WebSockets: the url must be ws: or wss:`);
  }
  return format ?? chunks();
}

/**
 * The request that `options` ask for, checked and complete.
 *
 * @throws StreamOptionError
 */
export function connectRequest(
  options: OpenStreamOptions,
  format: FrameFormat,
  idleTimeoutMs: () => number,
): ConnectRequest {
  const { headers, query, body, maxExpansionRatio, clock = systemClock } = options;
  if (headers !== undefined && typeof headers !== "function") checkedHeaders(headers);
  assertBody(body);
  const connectTimeoutMs = connectLimitMs(options.connectTimeoutMs);
  const isSocket = isWebSocketUrl(options.url);
  if (isSocket) assertOfSocket(options);
  else assertOfNoSocket(options);
  return {
    url: urlWith(options.url, typeof query === "function" ? {} : query),
    query,
    method: methodOf(options),
    headers,
    defaultHeaders: isSocket
      ? { "cache-control": "no-cache" }
      : {
          accept: format.accept,
          "accept-encoding": acceptEncoding(options.acceptEncoding),
          "cache-control": "no-cache",
        },
    body,
    redirects: redirectPolicy(isSocket ? { ...options, maxRedirects: 0 } : options),
    endSignals: options.endSignals ?? [],
    control: controlRules(options),
    types: typeRule(options.contentTypes, format),
    cookies: cookieJar(options.cookies, clock),
    maxExpansionRatio: between("maxExpansionRatio", maxExpansionRatio ?? DEFAULT_MAX_EXPANSION_RATIO, [
      1,
      Number.POSITIVE_INFINITY,
    ]),
    connectTimeoutMs,
    headersTimeoutMs: headersLimit(options.headersTimeoutMs, idleTimeoutMs),
    webSocket: isSocket ? socketRequest(options) : undefined,
    transport: transportOf(isSocket ? { ...options, http2: false } : options, connectTimeoutMs),
    dispatcher: options.dispatcher,
    clock,
  };
}

/**
 * Whether control frames are handed over.
 *
 * @throws StreamOptionError
 */
export function deliversControl(given: OpenStreamOptions["controlFrames"] = "drop"): boolean {
  if (given === "drop" || given === "deliver") return given === "deliver";
  throw new StreamOptionError(`controlFrames is ${JSON.stringify(given)}: it must be drop or deliver`);
}

function controlRules({ control = [], url }: OpenStreamOptions): readonly ControlRule[] {
  assertControlRules(control);
  if (/^https?:/i.test(String(url)) && control.some(({ reply }) => reply !== undefined)) {
    throw new StreamOptionError(
      "a rule of control frames has a reply, which only a WebSocket can send: leave it out, or ask a ws: or wss: URL",
    );
  }
  return control;
}
