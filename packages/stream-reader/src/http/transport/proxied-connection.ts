import { buildConnector, Client, ProxyAgent, Socks5ProxyAgent } from "undici/index.js";
import { clientOptions, socketOptions, tlsOptions } from "./connection-settings.ts";
import { type OwnConnection, type OwnConnectionOptions, ownConnection } from "./own-connection.ts";
import { WatchedSockets } from "./watched-sockets.ts";

/** A connection through a proxy of HTTP or SOCKS. */
export function proxiedConnection(proxy: string, options: OwnConnectionOptions): OwnConnection {
  return proxy.startsWith("socks") ? socksConnection(proxy, options) : httpConnection(proxy, options);
}

/** A socket that is still on its way to the proxy ends at `connectTimeoutMs` when it is given up. */
function httpConnection(proxy: string, { transport, tunnels = false }: OwnConnectionOptions): OwnConnection {
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
  return ownConnection(agent, sockets);
}

/** undici does not offer HTTP/2 through a SOCKS proxy. */
function socksConnection(proxy: string, { transport }: OwnConnectionOptions): OwnConnection {
  const sockets = new WatchedSockets();
  const connector = buildConnector({ ...socketOptions(transport), allowH2: false, timeout: 0 });
  const agent = new Socks5ProxyAgent(proxy, {
    ...clientOptions(transport),
    connections: 1,
    connectTimeout: transport.connectTimeoutMs,
    connect: (options, callback) => sockets.watch(connector(options, callback)),
    requestTls: { ...socketOptions(transport), ...tlsOptions(transport) },
  });
  return ownConnection(agent, sockets);
}
