import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { followStream, lines, openStream } from "../../../src/index.ts";
import { failureOf, textsOf } from "../../reading.ts";
import { listen, serve, type TestServer } from "../../stream-server.ts";
import { TLS } from "../../tls-fixtures.ts";

const servers: Pick<TestServer, "close">[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe("a proxy that asks who you are", () => {
  it.each(["http://nowhere.invalid/", "https://nowhere.invalid/"])(
    "refuses %s with 407, which says what to do and is not asked again",
    async (url) => {
      let asked = 0;
      const server = createHttpServer((_, response) => {
        asked += 1;
        response.writeHead(407, { "proxy-authenticate": "Basic" }).end();
      });
      server.on("connect", (_, socket) => {
        asked += 1;
        socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n");
      });
      const through = await listen(server);
      servers.push(through);
      const stream = followStream({ url, proxy: through.url });
      const error = await textsOf(stream).catch((failure: unknown) => failure);
      expect(error).toMatchObject({
        code: "STREAM_REFUSED",
        status: 407,
        message: expect.stringContaining("user name and password into the proxy's URL"),
      });
      expect(stream.finish).toEqual({ kind: "refused", cause: error });
      expect(asked).toBe(1);
      await through.idle();
    },
  );

  it("is a variable of the environment that is passed in", async () => {
    const server = createHttpServer((_, response) => response.end("from the proxy\n"));
    const through = await listen(server);
    servers.push(through);
    const environment = { all_proxy: through.url };
    const stream = openStream({ url: "http://nowhere.invalid/", environment, format: lines() });
    expect(await textsOf(stream)).toEqual(["from the proxy"]);
  });

  it("does not carry https when only http_proxy is named", async () => {
    let asked = 0;
    const server = createHttpServer().on("connect", (_, socket) => {
      asked += 1;
      socket.destroy();
    });
    const through = await listen(server);
    servers.push(through);
    const environment = { http_proxy: through.url, HTTP_PROXY: through.url };
    const { error } = await failureOf({ url: "https://nowhere.invalid/", environment });
    expect(error).toMatchObject({
      code: "CONNECT_FAILED",
      reason: expect.stringContaining("nowhere.invalid"),
    });
    expect(asked).toBe(0);
  });
});

describe("a SOCKS5 proxy", () => {
  /** RFC 1928, without authentication: two greetings, then the tunnel. */
  function serveSocks(): ReturnType<typeof createServer> {
    return createServer((socket: Socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => {
        socket.write(Buffer.of(5, 0));
        socket.once("data", (request) => {
          const port = request.readUInt16BE(request.length - 2);
          const upstream = connect(port, "127.0.0.1", () => {
            socket.write(Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0));
            upstream.pipe(socket).pipe(upstream);
          });
          upstream.on("error", () => socket.destroy());
          socket.on("close", () => upstream.destroy());
        });
      });
    });
  }

  it("carries plain requests and TLS", async () => {
    const through = await listen(serveSocks());
    const plain = await serve((_, response) => response.end("plain\n"));
    const tls = createTlsServer(TLS.server, (socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nsecure\n"));
    });
    const secure = await listen(tls, "https");
    servers.push(through, plain, secure);
    const proxy = through.url.replace("http:", "socks5:");
    const options = { proxy, tls: { ca: TLS.ca }, format: lines() };
    expect(await textsOf(openStream({ url: plain.url, ...options }))).toEqual(["plain"]);
    expect(await textsOf(openStream({ url: secure.url, ...options }))).toEqual(["secure"]);
    await through.idle();
  });
});
