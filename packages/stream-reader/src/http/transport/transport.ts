import { between } from "../../between.ts";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { DEFAULT_MAX_HEADER_BYTES, DEFAULT_TCP_KEEP_ALIVE_MS, MAX_TCP_KEEP_ALIVE_MS } from "../../limits.ts";
import { systemEnvironment } from "../../system.ts";
import { loadProxies } from "./late-proxies.ts";
import { proxySettings } from "./proxy.ts";
import type { TransportOptions } from "./transport-options.ts";
import type { Transport } from "./transport-settings.ts";

const MAX_HEADER_BYTES = 1024 * 1024;

/**
 * The transport that `options` ask for.
 *
 * @throws StreamOptionError
 */
export function transportOf(options: TransportOptions, connectTimeoutMs: number): Transport {
  const { proxy = "environment", tls = {}, http2 = false, socketPath } = options;
  const tcpKeepAliveMs = options.tcpKeepAliveMs ?? DEFAULT_TCP_KEEP_ALIVE_MS;
  const maxHeaderBytes = options.maxHeaderBytes ?? DEFAULT_MAX_HEADER_BYTES;
  if (http2 !== true && http2 !== false && http2 !== "prior-knowledge") {
    throw new StreamOptionError(
      `http2 is ${JSON.stringify(http2)}: it must be true, false or "prior-knowledge"`,
    );
  }
  assertSocketPath(socketPath, proxy);
  assertDispatcher(options.dispatcher);
  const isDirect = options.dispatcher !== undefined || socketPath !== undefined;
  const proxies = isDirect ? undefined : proxySettings(proxy, options.environment ?? systemEnvironment());
  if (proxies !== undefined) loadProxies().catch(() => undefined);
  return {
    proxies,
    tls,
    http2,
    socketPath,
    tcpKeepAliveMs: between("tcpKeepAliveMs", tcpKeepAliveMs, [0, MAX_TCP_KEEP_ALIVE_MS]),
    maxHeaderBytes: Math.trunc(between("maxHeaderBytes", maxHeaderBytes, [1, MAX_HEADER_BYTES])),
    connectTimeoutMs,
  };
}

function assertDispatcher(dispatcher: TransportOptions["dispatcher"]): void {
  if (dispatcher === undefined || typeof dispatcher?.dispatch === "function") return;
  throw new StreamOptionError(
    'dispatcher has no dispatch(): it must be one of undici; on Bun, whose "undici" is another one, import it from "undici/index.js"',
  );
}

function assertSocketPath(socketPath: unknown, proxy: TransportOptions["proxy"]): void {
  if (socketPath === undefined) return;
  if (typeof socketPath !== "string" || socketPath === "") {
    throw new StreamOptionError("socketPath must be the path of a socket, such as /run/podman/podman.sock");
  }
  if (proxy !== "environment" && proxy !== false) {
    throw new StreamOptionError("socketPath and proxy are both set: a proxy does not lead to a Unix socket");
  }
}
