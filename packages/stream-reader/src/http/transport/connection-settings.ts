import type { Transport } from "./transport-settings.ts";

/** How undici's clients speak. */
export function clientOptions({ http2, maxHeaderBytes }: Transport) {
  return { allowH2: http2 !== false, pipelining: 1, maxHeaderSize: maxHeaderBytes };
}

/** How sockets are made. */
export function socketOptions({ http2, tcpKeepAliveMs }: Transport) {
  return {
    allowH2: http2 !== false,
    preferH2: http2 !== false,
    keepAlive: tcpKeepAliveMs > 0,
    keepAliveInitialDelay: tcpKeepAliveMs,
  };
}

/** Whom to trust, and as whom to appear, as undici takes it. */
export function tlsOptions({ tls: { ca, cert, key, ...others } }: Transport) {
  return {
    ...others,
    ...(ca === undefined ? {} : { ca: [ca].flat().map(pem) }),
    ...(cert === undefined ? {} : { cert: pem(cert) }),
    ...(key === undefined ? {} : { key: pem(key) }),
  };
}

function pem(value: string | Uint8Array): string | Buffer {
  return typeof value === "string" ? value : Buffer.from(value);
}
