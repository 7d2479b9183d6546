import connector from "undici/lib/core/connect.js";
import { load } from "./late-http2.cjs";

/** undici's own, which hands over a socket that may speak HTTP/2 when that is loaded. */
export function buildConnector(options) {
  const connect = connector(options);
  if (!options.allowH2) return connect;
  const loaded = load();
  return (target, callback) =>
    connect(target, (error, socket) =>
      loaded.then(
        () => callback(error, socket),
        (failure) => callback(failure),
      ),
    );
}

/**
 * The part of undici that holds a stream, for the bundle: undici's own index loads fetch, WebSocket, caches and mocks
 * too, three quarters of its weight. A name that is missing here fails the build, not the function.
 */
export { default as errors } from "undici/lib/core/errors.js";
export { default as Client } from "undici/lib/dispatcher/client.js";
