"use strict";

let connectHttp2;

/** In place of undici's HTTP/2: the same, in a chunk of its own. A connection that may speak it loads it while it is made. */
module.exports = (client, socket) => connectHttp2(client, socket);

module.exports.load = async () => {
  connectHttp2 ??= (await import("undici/lib/dispatcher/client-h2.js")).default;
};
