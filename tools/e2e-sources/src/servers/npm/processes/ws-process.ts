import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { serveLog } from "./serve-log.ts";

const PING_MS = 1_000;
const WRONG_MESSAGE = 4_400;
const NO_PONG = 4_408;

const { log, server } = serveLog(({ response }) => response.writeHead(426).end());
const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 } });

server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
  webSockets.handleUpgrade(request, socket, head, serve);
});

/** The first message says where to begin; each ping of the application is to be answered before the next. */
function serve(webSocket: WebSocket): void {
  const gone = new AbortController();
  let isPonged = true;
  const pinger = setInterval(() => {
    if (!isPonged) return webSocket.close(NO_PONG, "no pong");
    isPonged = false;
    webSocket.send(JSON.stringify({ type: "ping" }));
    webSocket.ping();
  }, PING_MS);
  webSocket.once("close", () => {
    clearInterval(pinger);
    gone.abort();
  });
  webSocket.on("message", (data) => {
    const message = JSON.parse(String(data)) as { type?: string; after?: number };
    if (message.type === "pong") isPonged = true;
    else if (message.type === "subscribe") void send(webSocket, message.after ?? log.last, gone.signal);
    else webSocket.close(WRONG_MESSAGE, "a message that is neither subscribe nor pong");
  });
}

async function send(webSocket: WebSocket, after: number, gone: AbortSignal): Promise<void> {
  webSocket.send(JSON.stringify({ type: "subscribed", after }));
  for await (const event of log.after(after, gone))
    webSocket.send(JSON.stringify({ type: "event", ...event }));
}
