import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Socket } from "node:net";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import { listen } from "../stream-server.ts";

/** A server of WebSockets, on a port of its own. */
export interface SocketServer {
  /** `ws:` or `wss:`. */
  readonly url: string;
  readonly requests: IncomingMessage[];
  /** Resolves when the server has no open socket left. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** A real server (npm `ws`), whose answers a test writes by hand. */
export async function serveSockets(
  answer: (socket: WebSocket, request: IncomingMessage) => void,
  { tls, ...options }: Omit<ServerOptions, "server"> & { tls?: { cert: string; key: string } } = {},
): Promise<SocketServer> {
  const requests: IncomingMessage[] = [];
  const server = tls === undefined ? createServer() : createHttpsServer(tls);
  const sockets = new WebSocketServer({ ...options, server });
  sockets.on("connection", (socket, request) => {
    requests.push(request);
    socket.on("error", () => socket.terminate());
    answer(socket, request);
  });
  return { requests, ...(await listen(server, tls === undefined ? "ws" : "wss")) };
}

/** A server that agrees to a WebSocket, and then sends bytes that no library would send. */
export async function serveRawSockets(
  answer: (socket: Socket, request: IncomingMessage) => void,
  headers: (request: IncomingMessage) => readonly string[] = () => [],
): Promise<SocketServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer();
  server.on("upgrade", (request, socket: Socket) => {
    requests.push(request);
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.end());
    const head = [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${proofOf(request)}`,
      ...headers(request),
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    answer(socket, request);
  });
  return { requests, ...(await listen(server, "ws")) };
}

/** What a server answers a client's key with. */
export function proofOf(request: IncomingMessage): string {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  return createHash("sha1").update(key).digest("base64");
}

/** A frame as a server sends it. */
export function frame(
  opcode: number,
  payload: Uint8Array | string = "",
  {
    fin = true,
    compressed = false,
    announced,
  }: { fin?: boolean; compressed?: boolean; announced?: number } = {},
): Buffer {
  const bytes = Buffer.from(payload);
  const length = announced ?? bytes.length;
  const first = (fin ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode;
  if (length < 126) return Buffer.concat([Buffer.of(first, length), bytes]);
  const size = Buffer.alloc(length <= 0xffff ? 2 : 8);
  if (size.length === 2) size.writeUInt16BE(length);
  else size.writeBigUInt64BE(BigInt(length));
  return Buffer.concat([Buffer.of(first, size.length === 2 ? 126 : 127), size, bytes]);
}

/** What a client has sent, its masks undone. */
export async function* clientFrames(socket: Socket): AsyncGenerator<{ opcode: number; payload: Buffer }> {
  let rest = Buffer.alloc(0);
  for (;;) {
    const [, second = 0] = rest;
    const head = (second & 0x7f) === 126 ? 4 : 2;
    const length = head === 4 && rest.length >= 4 ? rest.readUInt16BE(2) : second & 0x7f;
    if (rest.length >= 2 && rest.length >= head + 4 + length) {
      const key = rest.subarray(head, head + 4);
      const payload = rest
        .subarray(head + 4, head + 4 + length)
        .map((byte, index) => byte ^ (key[index % 4] ?? 0));
      yield { opcode: (rest[0] ?? 0) & 0x0f, payload: Buffer.from(payload) };
      rest = rest.subarray(head + 4 + length);
      continue;
    }
    if (socket.readableEnded || socket.destroyed) return;
    const chunk = socket.read();
    if (chunk !== null) rest = Buffer.concat([rest, chunk]);
    else await Promise.race([once(socket, "readable"), once(socket, "close"), once(socket, "end")]);
  }
}
