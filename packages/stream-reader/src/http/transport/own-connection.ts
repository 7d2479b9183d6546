import { buildConnector, Client, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from "undici";
import { proxyFor } from "./proxy.ts";
import { publicLookup } from "./public-lookup.ts";
import type { Transport } from "./transport.ts";
import { WatchedSockets } from "./watched-sockets.ts";

/** One connection, whose socket can be let go even while it connects. */
export interface OwnConnection {
  readonly dispatcher: Dispatcher;
  /** What broke its socket; undefined when nothing did. */
  fault(): Error | undefined;
  destroy(reason: Error): Promise<void>;
}

/** How a connection is made. */
export interface OwnConnectionOptions {
  readonly transport: Transport;
  /** Whether it may lead to loopback, link-local and private addresses. */
  readonly allowPrivate: boolean;
}

/** A connection to the origin of `url`, or to the proxy that leads there. Nothing is opened before its first request. */
export function ownConnection(url: URL, options: OwnConnectionOptions): OwnConnection {
  const { transport } = options;
  const proxy = proxyFor(url, transport.proxies);
  if (proxy === undefined) return directConnection(url, options);
  return proxy.startsWith("socks") ? socksConnection(proxy, transport) : proxiedConnection(proxy, transport);
}

function directConnection(url: URL, { transport, allowPrivate }: OwnConnectionOptions): OwnConnection {
  const connector = buildConnector({
    ...socketOptions(transport),
    ...tlsOptions(transport),
    ...(allowPrivate ? {} : { lookup: publicLookup() }),
    timeout: 0,
  });
  const sockets = new WatchedSockets();
  const client = new Client(url.origin, {
    ...clientOptions(transport),
    connect: (options, callback) => sockets.watch(connector(options, callback)),
  });
  return own(client, sockets);
}

/** A socket that is still on its way to the proxy ends at `connectTimeoutMs` when it is given up. */
function proxiedConnection(proxy: string, transport: Transport): OwnConnection {
  const sockets = new WatchedSockets();
  const agent = new ProxyAgent({
    ...clientOptions(transport),
    uri: proxy,
    connections: 1,
    connectTimeout: transport.connectTimeoutMs,
    proxyTls: { ...socketOptions(transport), allowH2: false },
    requestTls: { ...socketOptions(transport), ...tlsOptions(transport) },
    factory: (origin, options) =>
      new Client(origin, { ...clientOptions(transport), ...sockets.watching(options as Client.Options) }),
  });
  return own(agent, sockets);
}

/** undici does not offer HTTP/2 through a SOCKS proxy. */
function socksConnection(proxy: string, transport: Transport): OwnConnection {
  const sockets = new WatchedSockets();
  const connector = buildConnector({ ...socketOptions(transport), allowH2: false, timeout: 0 });
  const agent = new Socks5ProxyAgent(proxy, {
    ...clientOptions(transport),
    connections: 1,
    connectTimeout: transport.connectTimeoutMs,
    connect: (options, callback) => sockets.watch(connector(options, callback)),
    requestTls: { ...socketOptions(transport), ...tlsOptions(transport) },
  });
  return own(agent, sockets);
}

function own(dispatcher: Dispatcher, sockets: WatchedSockets): OwnConnection {
  return {
    dispatcher,
    fault: () => sockets.fault,
    async destroy(reason) {
      sockets.destroy();
      await dispatcher.destroy(reason);
    },
  };
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
