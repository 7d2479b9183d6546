import { once } from "node:events";
import { createServer as createHttpServer, request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { lines, ndjson, type OpenStreamOptions, openStream } from "../../src/index.ts";
import { listen, serveRaw, type TestServer } from "../stream-server.ts";
import { TLS } from "../tls-fixtures.ts";

const servers: Pick<TestServer, "close">[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const HEADS: [string, string][] = [
  ["HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n"],
  ["HTTP/1.1 with connection: close", "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"],
  ["HTTP/1.1 without any length", "HTTP/1.1 200 OK\r\n\r\n"],
];

/** Reads the frames; resets the connection from the other side when the first has come. */
async function readAndReset(options: OpenStreamOptions, peer: () => Socket | undefined) {
  const stream = openStream(options);
  const texts: string[] = [];
  for await (const frame of stream) {
    texts.push(frame.text);
    peer()?.resetAndDestroy();
  }
  return { texts, finish: stream.finish };
}

describe("a body whose end nothing but the end of the connection marks", () => {
  it.each(HEADS)("of %s: a reset is a reset, and half a record is none", async (_, head) => {
    let peer: Socket | undefined;
    const server = await serveRaw((socket) => {
      peer = socket;
      socket.write(`${head}{"n":1}\n{"n":2`);
    });
    servers.push(server);
    const format = ndjson({ acceptUnterminated: true });
    const { texts, finish } = await readAndReset({ url: server.url, format }, () => peer);
    expect(texts).toEqual(['{"n":1}']);
    expect(finish).toMatchObject({
      kind: "closed",
      clean: false,
      reason: "reset",
      truncated: { bytes: new TextEncoder().encode('{"n":2') },
    });
    await server.idle();
  });

  it.each(HEADS)("of %s: a proper end is clean", async (_, head) => {
    const server = await serveRaw((socket) => socket.end(`${head}1\n2`));
    servers.push(server);
    const stream = openStream({ url: server.url, format: lines({ acceptUnterminated: true }) });
    const texts: string[] = [];
    for await (const frame of stream) texts.push(frame.text);
    expect(texts).toEqual(["1", "2"]);
    expect(stream.finish).toEqual({ kind: "closed", clean: true, bytesReceived: 3 });
  });

  it("is reset under TLS too", async () => {
    let peer: Socket | undefined;
    const server = createTlsServer(TLS.server, (socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => socket.write("HTTP/1.0 200 OK\r\n\r\n1\n2"));
    });
    server.on("connection", (socket) => {
      peer = socket;
    });
    const listening = await listen(server, "https");
    servers.push(listening);
    const options = { url: listening.url, tls: { ca: TLS.ca }, format: lines({ acceptUnterminated: true }) };
    const { texts, finish } = await readAndReset(options, () => peer);
    expect(texts).toEqual(["1"]);
    expect(finish).toMatchObject({ clean: false, reason: "reset" });
  });

  it.each(["http", "https"])("is reset by a proxy on the way to %s too", async (protocol) => {
    let peer: Socket | undefined;
    const proxy = createHttpServer((incoming, outgoing) => {
      peer = incoming.socket;
      httpRequest(incoming.url ?? "", (answer) => {
        incoming.socket.write("HTTP/1.0 200 OK\r\n\r\n");
        answer.pipe(incoming.socket, { end: false });
      }).end();
      outgoing.on("error", () => undefined);
    });
    proxy.on("connect", async (incoming, socket) => {
      peer = socket as Socket;
      const upstream = connect(Number((incoming.url ?? "").split(":")[1]), "127.0.0.1");
      await once(upstream, "connect");
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket, { end: false });
      socket.pipe(upstream);
      for (const side of [socket, upstream]) side.on("error", () => upstream.destroy());
    });
    const through = await listen(proxy);
    const answer = (socket: Socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => socket.write("HTTP/1.0 200 OK\r\n\r\n1\n2"));
    };
    const origin =
      protocol === "http"
        ? await serveRaw((socket) => socket.write("HTTP/1.0 200 OK\r\n\r\n1\n2"))
        : await listen(createTlsServer(TLS.server, answer), "https");
    servers.push(through, origin);
    const { texts, finish } = await readAndReset(
      {
        url: origin.url,
        proxy: through.url,
        tls: { ca: TLS.ca },
        format: lines({ acceptUnterminated: true }),
      },
      () => peer,
    );
    expect(texts).toEqual(["1"]);
    expect(finish).toMatchObject({ kind: "closed", clean: false, reason: "reset" });
  });
});
