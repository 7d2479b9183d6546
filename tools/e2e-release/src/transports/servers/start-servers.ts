import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createH2cServer, createSecureServer } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { certificateAuthority } from "@unbounded-streams/testing";
import { CLIENT_NAME, type Stage } from "../stage.ts";
import { Happenings } from "./happenings.ts";
import { httpProxy } from "./http-proxy.ts";
import { agreeToSockets } from "./sockets.ts";
import { socksProxy } from "./socks-proxy.ts";
import { answer, type Shared } from "./streams.ts";

const CREDENTIALS = "user:pa:ss";

/** Servers that run. */
export interface StartedServers {
  readonly stage: Stage;
  stop(): Promise<void>;
}

/** @param folder where the Unix socket is */
export async function startServers(folder: string): Promise<StartedServers> {
  const authority = certificateAuthority();
  const own = authority.issue("a server");
  const shared: Shared = { happenings: new Happenings(), tunnels: new Map(), sent: new Map() };
  const answering = (request: IncomingMessage, response: ServerResponse) => answer(request, response, shared);
  // Node's HTTP/2 has requests and responses that can what those of HTTP/1.1 can, under other types.
  const answeringHttp2 = answering as never;
  const plain = createHttpServer(answering);
  const onSocket = createHttpServer(answering);
  const asking = { ...own, ca: authority.cert, requestCert: true, rejectUnauthorized: false };
  const secure = createHttpsServer(asking, answering);
  for (const server of [plain, onSocket, secure]) agreeToSockets(server, shared);
  const servers = new RunningServers();
  const socketPath = join(folder, "transports.sock");
  const nobody = await servers.listen(createTcpServer());
  await servers.stop();
  await servers.listen(onSocket, socketPath);
  return {
    stage: {
      http: `http://127.0.0.1:${await servers.listen(plain)}`,
      https: `https://localhost:${await servers.listen(secure)}`,
      http2: `https://localhost:${await servers.listen(createSecureServer(own, answeringHttp2))}`,
      h2c: `http://127.0.0.1:${await servers.listen(createH2cServer(answeringHttp2))}`,
      mute: `https://127.0.0.1:${await servers.listen(createTcpServer())}`,
      nobody: `http://127.0.0.1:${nobody}`,
      socketPath,
      proxy: `http://${CREDENTIALS}@127.0.0.1:${await servers.listen(httpProxy(CREDENTIALS, shared))}`,
      socks: `socks5://127.0.0.1:${await servers.listen(socksProxy(shared))}`,
      ca: authority.cert,
      otherCa: certificateAuthority().cert,
      client: authority.issue(CLIENT_NAME),
    },
    stop: () => servers.stop(),
  };
}

class RunningServers {
  private readonly open = new Set<Socket>();
  private servers: Server[] = [];

  /** @returns the port, on 127.0.0.1 */
  async listen(server: Server, path?: string): Promise<number> {
    server.on("connection", (socket: Socket) => {
      this.open.add(socket);
      socket.once("close", () => this.open.delete(socket));
      socket.on("error", () => socket.destroy());
    });
    if (path === undefined) server.listen(0, "127.0.0.1");
    else server.listen(path);
    await once(server, "listening");
    this.servers.push(server);
    return path === undefined ? (server.address() as AddressInfo).port : 0;
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    const { servers } = this;
    this.servers = [];
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
