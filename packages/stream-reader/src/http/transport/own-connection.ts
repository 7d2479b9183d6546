import type { Dispatcher } from "undici";
import type { Transport } from "./transport-settings.ts";
import type { WatchedSockets } from "./watched-sockets.ts";

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

/** A connection through a dispatcher that is nobody else's. */
export function ownConnection(dispatcher: Dispatcher, sockets: WatchedSockets): OwnConnection {
  return {
    dispatcher,
    fault: () => sockets.fault,
    async destroy(reason) {
      sockets.destroy();
      await dispatcher.destroy(reason);
    },
  };
}
