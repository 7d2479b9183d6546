import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";

const SSE = "text/event-stream";

export interface TestServer {
  url: string;
  requests: IncomingMessage[];
  /** Resolves when the server has no open socket left. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** A real HTTP server whose answers a test writes by hand; asked for SSE, it says that they are, unless the test does. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    if (request.headers.accept === SSE) response.setHeader("content-type", SSE);
    answer(request, response);
  });
  return { requests, ...(await listen(server)) };
}

/** A TCP server, for responses that no HTTP server would send. */
export async function serveRaw(answer: (socket: Socket, requestHead: string) => void): Promise<TestServer> {
  const server = createTcpServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (head) => answer(socket, head.toString("latin1")));
  });
  return { requests: [], ...(await listen(server)) };
}

/** Listens on a free port, whatever the server speaks, and counts its sockets. */
export async function listen(server: Server | ReturnType<typeof createTcpServer>, protocol = "http") {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      server.emit("socketGone");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}/stream`,
    async idle() {
      while (sockets.size > 0) await once(server, "socketGone");
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
