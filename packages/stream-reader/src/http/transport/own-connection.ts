// By its file: Bun has a module of its own for the bare name, which lacks most of this.
import { buildConnector, Client, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from "undici/index.js";
import { StreamOptionError } from "../../errors/caller-errors.ts";
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
  /** Whether a proxy is to let all through unread, on the way to `http:` too, as a WebSocket needs it (RFC 6455, 4.1). */
  readonly tunnels?: boolean | undefined;
}

/**
 * A connection to the origin of `url`, or to the proxy that leads there. Nothing is opened before its first request.
 *
 * @throws StreamOptionError when HTTP/2 is to be spoken with prior knowledge, and the proxy does not carry that
 */
export function ownConnection(url: URL, options: OwnConnectionOptions): OwnConnection {
  const { transport } = options;
  const proxy = proxyFor(url, transport.proxies);
  if (proxy === undefined) return directConnection(url, options);
  if (transport.http2 === "prior-knowledge" && (url.protocol === "http:" || proxy.startsWith("socks"))) {
    throw new StreamOptionError(
      'http2 is "prior-knowledge", which a proxy does not carry: set proxy to false, or name the host in no_proxy',
    );
  }
  return proxy.startsWith("socks") ? socksConnection(proxy, transport) : proxiedConnection(proxy, options);
}

function directConnection(url: URL, { transport, allowPrivate }: OwnConnectionOptions): OwnConnection {
  const isPrior = transport.http2 === "prior-knowledge";
  const connector = buildConnector({
    ...socketOptions(transport),
    ...tlsOptions(transport),
    ...(allowPrivate ? {} : { lookup: publicLookup() }),
    ...(transport.socketPath === undefined ? {} : { socketPath: transport.socketPath }),
    timeout: 0,
  });
  const sockets = new WatchedSockets();
  const client = new Client(url.origin, {
    ...clientOptions(transport),
    connect: (options, callback) =>
      sockets.watch(connector(options, isPrior ? speakingHttp2(callback) : callback)),
  });
  return own(client, sockets);
}

/** Takes a socket for one of HTTP/2 that has chosen no protocol, and refuses one that has chosen another. */
function speakingHttp2(callback: buildConnector.Callback): buildConnector.Callback {
  return (...answer) => {
    const [error, socket] = answer;
    if (error !== null) return callback(...answer);
    const chosen = "alpnProtocol" in socket && socket.alpnProtocol;
    if (chosen === false) return callback(null, Object.assign(socket, { alpnProtocol: "h2" }));
    if (chosen === "h2") return callback(null, socket);
    socket.destroy();
    return callback(new Error(`the server has chosen ${chosen} where HTTP/2 alone is spoken`), null);
  };
}

/** A socket that is still on its way to the proxy ends at `connectTimeoutMs` when it is given up. */
function proxiedConnection(
  proxy: string,
  { transport, tunnels = false }: OwnConnectionOptions,
): OwnConnection {
  const sockets = new WatchedSockets();
  const agent = new ProxyAgent({
    ...clientOptions(transport),
    uri: proxy,
    connections: 1,
    ...(tunnels ? { proxyTunnel: true } : {}),
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
  return { allowH2: http2 !== false, pipelining: 1, maxHeaderSize: maxHeaderBytes };
}

function socketOptions({ http2, tcpKeepAliveMs }: Transport) {
  return {
    allowH2: http2 !== false,
    preferH2: http2 !== false,
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
