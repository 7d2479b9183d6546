import { createServer as createHttpServer } from "node:http";
import { createSecureServer, createServer, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { lines, openStream } from "../../../src/index.ts";
import { failureOf, textsOf } from "../../reading.ts";
import { listen, type TestServer } from "../../stream-server.ts";
import { TLS } from "../../tls-fixtures.ts";

const servers: Pick<TestServer, "close">[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function started(server: unknown, protocol?: string) {
  const listening = await listen(server as Parameters<typeof listen>[0], protocol);
  servers.push(listening);
  return listening;
}

const options = { http2: "prior-knowledge", tls: { ca: TLS.ca }, format: lines() } as const;

function answer(stream: ServerHttp2Stream, headers: Readonly<Record<string, unknown>>): void {
  stream.on("error", () => stream.destroy());
  stream.respond({ ":status": 200 });
  stream.write(`${headers[":scheme"]} ${headers[":method"]} ${headers["x-key"]}\n`);
  stream.on("data", (chunk: Buffer) => stream.write(`got ${chunk}\n`));
  stream.on("end", () => stream.end());
}

describe("HTTP/2 with prior knowledge", () => {
  it("is spoken without TLS, and frees its socket", async () => {
    const server = createServer();
    server.on("stream", answer);
    const { url, idle } = await started(server);
    const headers = { "x-key": ["a", "b"] };
    const stream = openStream({ url, ...options, headers, body: '{"n":1}' });
    expect(await textsOf(stream)).toEqual(["http POST a, b", 'got {"n":1}']);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: true });
    await idle();
  });

  it("is spoken over TLS, also to a server that takes no part in choosing a protocol", async () => {
    const choosing = createSecureServer({ ...TLS.server });
    choosing.on("stream", answer);
    const first = await started(choosing, "https");
    expect(await textsOf(openStream({ url: first.url, ...options }))).toEqual(["https GET undefined"]);
    const behind = createServer();
    behind.on("stream", answer);
    const silent = createTlsServer({ ...TLS.server }, (socket) => {
      expect(socket.alpnProtocol).toBe(false);
      behind.emit("connection", Object.assign(socket, { alpnProtocol: "h2" }));
    });
    const second = await started(silent, "https");
    expect(await textsOf(openStream({ url: second.url, ...options }))).toEqual(["https GET undefined"]);
  });

  it("fails where nobody listens", async () => {
    const gone = await listen(createServer() as Parameters<typeof listen>[0]);
    await gone.close();
    const { error } = await failureOf({ url: gone.url, ...options });
    expect(error).toMatchObject({ code: "CONNECT_FAILED" });
  });

  it("fails against a server that speaks HTTP/1.1 alone", async () => {
    const { url, idle } = await started(createHttpServer((_, response) => response.end("a\n")));
    const { error } = await failureOf({ url, ...options });
    expect(error).toMatchObject({ code: "CONNECT_FAILED" });
    await idle();
    const secure = await started(
      createHttpsServer({ ...TLS.server, ALPNProtocols: ["http/1.1"] }, (_, response) => response.end("a\n")),
      "https",
    );
    const overTls = await failureOf({ url: secure.url, ...options });
    expect(overTls.error).toMatchObject({
      code: "CONNECT_FAILED",
      reason: expect.stringContaining("http/1.1"),
    });
    await secure.idle();
  });

  it("is refused where a proxy is in between that does not carry it", async () => {
    const { error } = await failureOf({ url: "http://a.example/", proxy: "http://127.0.0.1:9", ...options });
    expect(error).toMatchObject({ code: "OPTION_INVALID", message: expect.stringContaining("proxy") });
  });
});
