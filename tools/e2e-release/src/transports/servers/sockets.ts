import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { aboutConnection } from "./about-connection.ts";
import { sendFlood } from "./flood.ts";
import type { Shared } from "./streams.ts";

const LAST_RESUMED = 6;
const CODE_OF_END = 4000;
const LARGE_BYTES = 1024 * 1024;

/** A WebSocket, and whom it concerns. */
interface Opened extends Shared {
  readonly messages: WebSocket;
  readonly request: IncomingMessage;
  /** The name of the trial that has opened it. */
  readonly trial: string;
  readonly query: URLSearchParams;
}

/** Lets a server agree to WebSockets, with compression; what comes over them is told by the path, as that of requests. */
export function agreeToSockets(server: Server, shared: Shared): void {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 } });
  server.on("upgrade", (request, socket: Socket, head) => {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://localhost");
    const [route = "", trial = ""] = pathname.split("/").slice(1).map(decodeURIComponent);
    const talk = TALKS[route];
    if (talk === undefined) {
      socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (messages) => {
      messages.on("error", () => messages.terminate());
      messages.on("close", (code) => shared.happenings.tell(`${trial}: closed`, String(code)));
      void talk({ messages, request, trial, query, ...shared });
    });
  });
}

const TALKS: Readonly<Record<string, (opened: Opened) => unknown>> = {
  hello: greet,
  held: ({ messages }) => messages.send("held"),
  large: ({ messages }) => messages.send("x".repeat(LARGE_BYTES)),
  flood: sendManyMessages,
  resume: sendResumed,
};

/** Says what it sees; sends back a message, when a ping has been answered. */
async function greet({ messages, request, tunnels }: Opened): Promise<void> {
  const message = once(messages, "message");
  const pong = once(messages, "pong");
  messages.send(JSON.stringify({ ...aboutConnection(request, tunnels), compressed: messages.extensions }));
  messages.ping("are you there?");
  const [[text], [answered]] = await Promise.all([message, pong]);
  messages.send(`${text}, ${answered}`);
  messages.close(1000);
}

async function sendManyMessages({ messages, trial, query, sent }: Opened): Promise<void> {
  await sendFlood({
    lines: Number(query.get("lines")),
    send: (line) => new Promise((resolve) => messages.send(line, { compress: false }, resolve)),
    onSent: (lines) => sent.set(trial, lines),
  });
  messages.close(1000);
}

/** Two messages after the last one that the trial has, and no close frame; a code of its own after the last. */
async function sendResumed({ messages }: Opened): Promise<void> {
  const [asked] = await once(messages, "message");
  const after = Number(JSON.parse(String(asked)).after);
  if (after >= LAST_RESUMED) {
    messages.close(CODE_OF_END);
    return;
  }
  messages.send(JSON.stringify({ seq: after + 1 }));
  messages.send(JSON.stringify({ seq: after + 2 }), () => messages.terminate());
}
