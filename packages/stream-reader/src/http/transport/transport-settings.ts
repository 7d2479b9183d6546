import type { ProxySettings } from "./proxy.ts";
import type { TlsOptions } from "./transport-options.ts";

/** What carries the requests of a stream; checked and complete. */
export interface Transport {
  readonly proxies: ProxySettings | undefined;
  readonly tls: TlsOptions;
  readonly http2: boolean | "prior-knowledge";
  /** The Unix socket by which the source is reached; undefined for TCP. */
  readonly socketPath: string | undefined;
  readonly tcpKeepAliveMs: number;
  readonly maxHeaderBytes: number;
  readonly connectTimeoutMs: number;
}
