import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { MAX_SUBSCRIPTION_BYTES } from "./limits.ts";

/** A request for a WebSocket that has not been answered. */
export interface Upgrade {
  readonly socket: Socket;
  /** Answers with 101 and these headers. */
  accept(headers: Readonly<Record<string, string>>): WebSocket;
}

/** Without compression, which would hold messages back: what a connection was sent is what it was written. */
const SOCKETS = new WebSocketServer({
  noServer: true,
  maxPayload: MAX_SUBSCRIPTION_BYTES,
  perMessageDeflate: false,
});

/** @param head what has come after the request's head */
export function upgradeOf(request: IncomingMessage, socket: Socket, head: Buffer): Upgrade {
  return {
    socket,
    accept(headers) {
      let accepted: WebSocket | undefined;
      const addHeaders = (lines: string[], answered: IncomingMessage) => {
        if (answered !== request) return;
        for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
      };
      SOCKETS.on("headers", addHeaders);
      SOCKETS.handleUpgrade(request, socket, head, (opened) => {
        accepted = opened;
      });
      SOCKETS.off("headers", addHeaders);
      if (accepted === undefined) throw new TypeError("the request asks for no WebSocket");
      return accepted;
    },
  };
}
