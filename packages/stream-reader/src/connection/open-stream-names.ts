import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { StreamOptionError } from "../errors/caller-errors.ts";
import type { RedirectOptions } from "../http/request/request-options.ts";
import type { TlsOptions } from "../http/transport/transport-options.ts";
import type { WebSocketOptions } from "../websocket/websocket-options.ts";
import type { OpenStreamOptions } from "./open-stream-options.ts";

/** Of `openStream`. */
export const OPEN_STREAM_OPTIONS: OptionNames<OpenStreamOptions> = {
  url: true,
  query: true,
  method: true,
  body: true,
  headers: true,
  cookies: true,
  acceptEncoding: true,
  maxRedirects: true,
  allowInsecureRedirects: true,
  crossOriginHeaders: true,
  redirects: true,
  proxy: true,
  environment: true,
  tls: true,
  socketPath: true,
  http2: true,
  tcpKeepAliveMs: true,
  maxHeaderBytes: true,
  dispatcher: true,
  format: true,
  webSocket: true,
  contentTypes: true,
  endSignals: true,
  control: true,
  controlFrames: true,
  idleTimeoutMs: true,
  eventTimeoutMs: true,
  connectTimeoutMs: true,
  headersTimeoutMs: true,
  maxFrameBytes: true,
  onOversize: true,
  rejected: true,
  lastEventId: true,
  maxExpansionRatio: true,
  signal: true,
  clock: true,
};

const TLS_OPTIONS: OptionNames<TlsOptions> = {
  ca: true,
  cert: true,
  key: true,
  passphrase: true,
  servername: true,
  rejectUnauthorized: true,
};

const REDIRECTS: OptionNames<NonNullable<RedirectOptions["redirects"]>> = { allowPrivate: true };

const WEB_SOCKET_OPTIONS: OptionNames<WebSocketOptions> = { protocols: true, messages: true };

/** What the options that hold others are given that these do not have, one sentence each. */
export function unknownWithin(options: Pick<OpenStreamOptions, "tls" | "redirects" | "webSocket">): string[] {
  return [
    ...unknownOptions(options.tls, TLS_OPTIONS, "tls"),
    ...unknownOptions(options.redirects, REDIRECTS, "redirects"),
    ...unknownOptions(options.webSocket, WEB_SOCKET_OPTIONS, "webSocket"),
  ];
}

/**
 * Refuses options that `openStream` does not have.
 *
 * @throws StreamOptionError that names them, each with the nearest option that there is
 */
export function assertOpenStreamOptions(options: OpenStreamOptions): void {
  const problems = [...unknownOptions(options, OPEN_STREAM_OPTIONS), ...unknownWithin(options)];
  if (problems.length === 0) return;
  throw new StreamOptionError(`openStream cannot work with these options: ${problems.join("; ")}`);
}
