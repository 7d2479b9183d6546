import { between } from "../../between.ts";
import { DEFAULT_MAX_HEADER_BYTES, DEFAULT_TCP_KEEP_ALIVE_MS, MAX_TCP_KEEP_ALIVE_MS } from "../../limits.ts";
import { systemEnvironment } from "../../system.ts";
import { type ProxySettings, proxySettings } from "./proxy.ts";
import type { TlsOptions, TransportOptions } from "./transport-options.ts";

const MAX_HEADER_BYTES = 1024 * 1024;

/** What carries the requests of a stream; checked and complete. */
export interface Transport {
  readonly proxies: ProxySettings | undefined;
  readonly tls: TlsOptions;
  readonly http2: boolean;
  readonly tcpKeepAliveMs: number;
  readonly maxHeaderBytes: number;
  readonly connectTimeoutMs: number;
}

/**
 * The transport that `options` ask for.
 *
 * @throws StreamOptionError
 */
export function transportOf(options: TransportOptions, connectTimeoutMs: number): Transport {
  const { proxy = "environment", tls = {}, http2 = false } = options;
  const tcpKeepAliveMs = options.tcpKeepAliveMs ?? DEFAULT_TCP_KEEP_ALIVE_MS;
  const maxHeaderBytes = options.maxHeaderBytes ?? DEFAULT_MAX_HEADER_BYTES;
  return {
    proxies:
      options.dispatcher === undefined
        ? proxySettings(proxy, options.environment ?? systemEnvironment())
        : undefined,
    tls,
    http2,
    tcpKeepAliveMs: between("tcpKeepAliveMs", tcpKeepAliveMs, [0, MAX_TCP_KEEP_ALIVE_MS]),
    maxHeaderBytes: Math.trunc(between("maxHeaderBytes", maxHeaderBytes, [1, MAX_HEADER_BYTES])),
    connectTimeoutMs,
  };
}
