import type { Dispatcher } from "undici";

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

/** What carries a request. */
export interface TransportOptions {
  /**
   * The proxy: its URL, `"environment"` for `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` as curl takes them
   * (loopback hosts are always reached directly), or false for none. `"environment"` by default.
   */
  proxy?: "environment" | string | URL | false;
  /** The variables that name proxies; those of the process by default. */
  environment?: Readonly<Record<string, string | undefined>>;
  tls?: TlsOptions;
  /**
   * A Unix socket (on Windows a named pipe) by which the source is reached, whatever host the URL names, which goes into `Host`. No
   * proxy is asked then, and a redirect to another origin, where the socket does not lead, is refused.
   */
  socketPath?: string;
  /**
   * Whether HTTP/2 is offered in the TLS handshake; false by default. `"prior-knowledge"` speaks nothing else: without TLS too (h2c,
   * RFC 9113, 3.3), and to a server that takes no part in choosing a protocol (ALPN).
   */
  http2?: boolean | "prior-knowledge";
  /** Idle time after which TCP probes whether the peer is there, in milliseconds; 60,000 by default, 349,000 at most, 0 is off. */
  tcpKeepAliveMs?: number;
  /** Most bytes of a response's headers, or of its trailers; 16 KiB by default. */
  maxHeaderBytes?: number;
  /** An undici dispatcher to use instead of a connection of its own, in place of the options above; it is not closed. */
  dispatcher?: Dispatcher;
}
