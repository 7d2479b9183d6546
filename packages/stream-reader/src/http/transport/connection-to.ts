// By its file: Bun has a module of its own for the bare name, which lacks most of this.
import { buildConnector, Client } from "undici/index.js";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { clientOptions, socketOptions, tlsOptions } from "./connection-settings.ts";
import { loadProxies } from "./late-proxies.ts";
import { type OwnConnection, type OwnConnectionOptions, ownConnection } from "./own-connection.ts";
import { proxyFor } from "./proxy.ts";
import { publicLookup } from "./public-lookup.ts";
import { WatchedSockets } from "./watched-sockets.ts";

/**
 * A connection to the origin of `url`, or to the proxy that leads there. Nothing is opened before its first request.
 *
 * @throws StreamOptionError when HTTP/2 is to be spoken with prior knowledge, and the proxy does not carry that
 */
export async function connectionTo(url: URL, options: OwnConnectionOptions): Promise<OwnConnection> {
  const { transport } = options;
  const proxy = proxyFor(url, transport.proxies);
  if (proxy === undefined) return directConnection(url, options);
  if (transport.http2 === "prior-knowledge" && (url.protocol === "http:" || proxy.startsWith("socks"))) {
    throw new StreamOptionError(
      'http2 is "prior-knowledge", which a proxy does not carry: set proxy to false, or name the host in no_proxy',
    );
  }
  const { proxiedConnection } = await loadProxies();
  return proxiedConnection(proxy, options);
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
  return ownConnection(client, sockets);
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
