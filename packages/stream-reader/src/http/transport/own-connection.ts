import type { Socket } from "node:net";
import { buildConnector, Client, type Dispatcher, EnvHttpProxyAgent } from "undici";
import type { ProxySettings } from "./proxy.ts";
import type { Transport } from "./transport.ts";

/** One connection, whose socket can be let go even while it connects. */
export interface OwnConnection {
  readonly dispatcher: Dispatcher;
  destroy(reason: Error): Promise<void>;
}

/** A connection to the origin of `url`, or to the proxy that leads there. Nothing is opened before its first request. */
export function ownConnection(url: URL, transport: Transport): OwnConnection {
  return transport.proxies === undefined
    ? directConnection(url, transport)
    : proxiedConnection(transport.proxies, transport);
}

function directConnection(url: URL, transport: Transport): OwnConnection {
  const connector = buildConnector({ ...socketOptions(transport), ...tlsOptions(transport), timeout: 0 });
  const sockets = new Set<Socket>();
  const client = new Client(url.origin, {
    ...clientOptions(transport),
    connect(options, callback) {
      // The connector gives back its socket at once, which undici's types do not say. HTTP/2 may open a second one.
      const socket = connector(options, callback) as unknown as Socket;
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return socket;
    },
  });
  return {
    dispatcher: client,
    async destroy(reason) {
      for (const socket of sockets) socket.destroy();
      await client.destroy(reason);
    },
  };
}

/** A socket that is still on its way to the proxy ends at `connectTimeoutMs` when it is given up. */
function proxiedConnection(proxies: ProxySettings, transport: Transport): OwnConnection {
  const agent = new EnvHttpProxyAgent({
    ...clientOptions(transport),
    ...proxies,
    connections: 1,
    connectTimeout: transport.connectTimeoutMs,
    connect: { ...socketOptions(transport), ...tlsOptions(transport) },
    proxyTls: { ...socketOptions(transport), allowH2: false },
    requestTls: { ...socketOptions(transport), ...tlsOptions(transport) },
  });
  return { dispatcher: agent, destroy: (reason) => agent.destroy(reason) };
}

function clientOptions({ http2, maxHeaderBytes }: Transport) {
  return { allowH2: http2, pipelining: 1, maxHeaderSize: maxHeaderBytes };
}

function socketOptions({ http2, tcpKeepAliveMs }: Transport) {
  return {
    allowH2: http2,
    preferH2: http2,
    keepAlive: tcpKeepAliveMs > 0,
    keepAliveInitialDelay: tcpKeepAliveMs,
  };
}

function tlsOptions({ tls: { ca, cert, key, ...others } }: Transport) {
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
