import type { ConnectRequest } from "../connect.ts";
import { StreamOptionError } from "../errors.ts";
import type { FrameFormat } from "../framing/decoder.ts";
import {
  DEFAULT_CONNECT_TIMEOUT_MS,
  DEFAULT_MAX_EXPANSION_RATIO,
  DEFAULT_MAX_HEADER_BYTES,
  DEFAULT_MAX_REDIRECTS,
  DEFAULT_TCP_KEEP_ALIVE_MS,
  MAX_TCP_KEEP_ALIVE_MS,
  MAX_TIMEOUT_MS,
} from "../limits.ts";
import { systemClock, systemEnvironment } from "../system.ts";
import type { ContentCoding, OpenStreamOptions } from "../types.ts";
import type { Transport } from "./connection.ts";
import { canDecodeZstd } from "./content-coding.ts";
import { proxySettings } from "./proxy.ts";
import { assertBody, checkedHeaders, methodOf, urlWith } from "./request-plan.ts";

const CONTENT_CODINGS: readonly ContentCoding[] = ["br", "deflate", "gzip", "zstd"];
const MAX_REDIRECTS = 100;
const MAX_HEADER_BYTES = 1024 * 1024;

/**
 * The request that `options` ask for, checked and complete.
 *
 * @throws StreamOptionError
 */
export function connectRequest(
  options: OpenStreamOptions,
  format: FrameFormat,
  signal: AbortSignal,
): ConnectRequest {
  const { headers, body } = options;
  if (headers !== undefined && typeof headers !== "function") checkedHeaders(headers);
  assertBody(body);
  const connectTimeoutMs = between(
    "connectTimeoutMs",
    options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    [1, MAX_TIMEOUT_MS],
  );
  return {
    url: urlWith(options.url, options.query),
    method: methodOf(options),
    headers,
    defaultHeaders: {
      accept: format.accept,
      "accept-encoding": acceptEncoding(options.acceptEncoding),
      "cache-control": "no-store",
    },
    body,
    redirects: {
      maxRedirects: between("maxRedirects", options.maxRedirects ?? DEFAULT_MAX_REDIRECTS, [
        0,
        MAX_REDIRECTS,
      ]),
      allowInsecureRedirects: options.allowInsecureRedirects ?? false,
      sameOriginHeaders: (options.sameOriginHeaders ?? []).map((name) => name.toLowerCase()),
    },
    endSignals: options.endSignals ?? [],
    contentTypes: contentTypes(options.contentTypes, format),
    maxExpansionRatio: between(
      "maxExpansionRatio",
      options.maxExpansionRatio ?? DEFAULT_MAX_EXPANSION_RATIO,
      [1, Number.POSITIVE_INFINITY],
    ),
    connectTimeoutMs,
    transport: transport(options, connectTimeoutMs),
    dispatcher: options.dispatcher,
    clock: options.clock ?? systemClock,
    signal,
  };
}

/**
 * A number that lies between two others.
 *
 * @throws StreamOptionError
 */
function between(name: string, value: number, [least, most]: readonly [number, number]): number {
  if (value >= least && value <= most) return value;
  const unit = name.endsWith("Ms") ? " milliseconds" : "";
  throw new StreamOptionError(`${name} is ${value}: it must be ${least} to ${most}${unit}`);
}

/**
 * The idle timeout as it is asked for at each wait.
 *
 * @throws StreamOptionError
 */
export function idleLimit(given: number | (() => number)): () => number {
  const checked = (valueMs: number) => between("idleTimeoutMs", valueMs, [0, MAX_TIMEOUT_MS]);
  if (typeof given === "function") return () => checked(given());
  const limitMs = checked(given);
  return () => limitMs;
}

function transport(options: OpenStreamOptions, connectTimeoutMs: number): Transport {
  const { proxy = "environment", tls = {}, http2 = false } = options;
  return {
    proxies: options.dispatcher === undefined ? proxySettings(proxy, systemEnvironment()) : undefined,
    tls,
    http2,
    tcpKeepAliveMs: between("tcpKeepAliveMs", options.tcpKeepAliveMs ?? DEFAULT_TCP_KEEP_ALIVE_MS, [
      0,
      MAX_TCP_KEEP_ALIVE_MS,
    ]),
    maxHeaderBytes: Math.trunc(
      between("maxHeaderBytes", options.maxHeaderBytes ?? DEFAULT_MAX_HEADER_BYTES, [1, MAX_HEADER_BYTES]),
    ),
    connectTimeoutMs,
  };
}

function acceptEncoding(codings: readonly ContentCoding[] = []): string {
  for (const coding of codings) {
    if (!CONTENT_CODINGS.includes(coding)) {
      throw new StreamOptionError(
        `acceptEncoding has ${JSON.stringify(coding)}: it may have ${CONTENT_CODINGS.join(", ")}`,
      );
    }
    if (coding === "zstd" && !canDecodeZstd()) {
      throw new StreamOptionError(
        `acceptEncoding has zstd, which Node ${process.versions.node} cannot decode: it needs 22.15 or later`,
      );
    }
  }
  return codings.length === 0 ? "identity" : codings.join(", ");
}

function contentTypes(
  accepted: OpenStreamOptions["contentTypes"],
  format: FrameFormat,
): readonly string[] | undefined {
  if (accepted === "any") return undefined;
  if (accepted?.length === 0) {
    throw new StreamOptionError('contentTypes is empty: name the media types to accept, or "any"');
  }
  return (accepted ?? format.contentTypes)?.map((type) => type.toLowerCase());
}
