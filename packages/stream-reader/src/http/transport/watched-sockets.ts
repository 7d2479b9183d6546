import type { Socket } from "node:net";
import type { Client } from "undici";

/** The sockets of a connection: HTTP/2 may open a second one. */
export class WatchedSockets {
  /**
   * What broke one of them. undici takes a reset for the proper end of a body that has no length; the error is known here
   * before that, as this listener is the first.
   */
  fault: Error | undefined;
  private readonly sockets = new Set<Socket>();

  /** @param socket what a connector gives back at once, which undici's types do not say; or a socket that is there */
  watch<T>(socket: T): T {
    const watched = socket as unknown as Socket;
    this.sockets.add(watched);
    watched.prependListener("error", (error) => {
      this.fault = error;
    });
    watched.once("close", () => this.sockets.delete(watched));
    return socket;
  }

  /** Options of a client whose connector gives its sockets by callback only, as that of a proxy's tunnel. */
  watching({ connect, ...options }: Client.Options): Client.Options {
    if (typeof connect !== "function") return { ...options, ...(connect === undefined ? {} : { connect }) };
    return {
      ...options,
      connect: (connectOptions, callback) =>
        connect(connectOptions, (...answer) => {
          // A failed tunnel has no socket, not even the null that undici's types promise.
          if (answer[1]) this.watch(answer[1]);
          callback(...answer);
        }),
    };
  }

  destroy(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
