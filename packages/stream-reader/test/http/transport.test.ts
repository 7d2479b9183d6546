import { subscribe } from "node:diagnostics_channel";
import { createServer as createHttpServer, request as httpRequest } from "node:http";
import { createSecureServer, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { connect, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Dispatcher } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { proxySettings } from "../../src/http/transport/proxy.ts";
import { endOnStatus, lines, openStream } from "../../src/index.ts";
import { failureOf, textsOf } from "../reading.ts";
import { listen, serve, type TestServer } from "../stream-server.ts";
import { TLS } from "../tls-fixtures.ts";

const servers: Pick<TestServer, "close">[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) await server.close();
});

type Listening = Awaited<ReturnType<typeof listen>>;

async function started(server: Parameters<typeof listen>[0], protocol?: string): Promise<Listening> {
  const listening = await listen(server, protocol);
  servers.push(listening);
  return listening;
}

/** A server with TLS that answers with the name of the client's certificate. */
async function secure(options = {}): Promise<Listening> {
  const server = createHttpsServer(
    { ...TLS.server, ca: TLS.ca, requestCert: true, rejectUnauthorized: false, ...options },
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      response.end(`${subject?.CN ?? "nobody"}\n`);
    },
  );
  return started(server, "https");
}

/** A proxy that notes what goes through it. */
async function proxy(): Promise<Listening & { seen: string[] }> {
  const seen: string[] = [];
  const server = createHttpServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url} ${incoming.headers["proxy-authorization"] ?? "-"}`);
    httpRequest(incoming.url ?? "", { headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    })
      .on("error", () => outgoing.writeHead(502).end())
      .end();
  });
  server.on("connect", (incoming, socket, head) => {
    seen.push(`CONNECT ${incoming.url} ${incoming.headers["proxy-authorization"] ?? "-"}`);
    const [, port] = (incoming.url ?? "").split(":");
    const upstream = connect(Number(port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const side of [socket, upstream]) side.on("error", () => upstream.destroy());
    socket.on("close", () => upstream.destroy());
  });
  return { ...(await started(server)), seen };
}

describe("TLS", () => {
  it("trusts the authorities that are given, and shows the client's certificate", async () => {
    const server = await secure();
    const tls = { ca: TLS.ca, ...TLS.client };
    expect(await textsOf(openStream({ url: server.url, tls, format: lines() }))).toEqual(["Test client"]);
    const bytes = { ca: [Buffer.from(TLS.ca)] };
    expect(await textsOf(openStream({ url: server.url, tls: bytes, format: lines() }))).toEqual(["nobody"]);
    await server.idle();
  });

  it.each([
    ["an unknown authority", {}, "SELF_SIGNED_CERT_IN_CHAIN"],
    ["another name", { ca: TLS.ca, servername: "other.example" }, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ])("fails for %s with a code of its own", async (_, tls, reason) => {
    const server = await secure();
    const { error } = await failureOf({ url: server.url, tls });
    expect(error).toMatchObject({ code: "TLS_FAILED", reason: expect.stringContaining(reason) });
    await server.idle();
  });

  it("accepts any certificate when told so", async () => {
    const server = await secure();
    const stream = openStream({ url: server.url, tls: { rejectUnauthorized: false } });
    expect(await stream.open()).toMatchObject({ status: 200 });
    await stream.close();
  });

  it("fails against a server that speaks none", async () => {
    const server = await serve((_, response) => response.end());
    servers.push(server);
    const { error } = await failureOf({ url: server.url.replace("http:", "https:") });
    expect(error).toMatchObject({ code: "TLS_FAILED" });
    await server.idle();
  });

  it("does not show the client's certificate to another origin", async () => {
    const last = await secure();
    const redirecting = createHttpsServer(TLS.server, (_, response) =>
      response.writeHead(307, { location: last.url }).end(),
    );
    const first = await started(redirecting, "https");
    const tls = { ca: TLS.ca, ...TLS.client };
    expect(await textsOf(openStream({ url: first.url, tls, format: lines() }))).toEqual(["nobody"]);
  });
});

describe("a proxy", () => {
  it("named by URL carries plain requests, with its credentials, which the server does not get", async () => {
    const through = await proxy();
    const server = await serve((request, response) =>
      response.end(`${request.headers["proxy-authorization"] ?? "none"}\n`),
    );
    servers.push(server);
    const named = through.url.replace("http://", "http://user:pa%3Ass@");
    const stream = openStream({ url: server.url, proxy: named, format: lines() });
    expect((await textsOf(stream)).length).toBe(1);
    const credentials = `Basic ${Buffer.from("user:pa:ss").toString("base64")}`;
    expect(through.seen).toEqual([`GET ${server.url} ${credentials}`]);
  });

  it("carries TLS through a tunnel, with the authorities that are given", async () => {
    const through = await proxy();
    const server = await secure();
    const tls = { ca: TLS.ca, ...TLS.client };
    const stream = openStream({ url: server.url, proxy: new URL(through.url), tls, format: lines() });
    expect(await textsOf(stream)).toEqual(["Test client"]);
    expect(through.seen).toEqual([`CONNECT ${new URL(server.url).host} -`]);
    await server.idle();
    await through.idle();
  });

  it("of the environment is not asked for loopback, nor when it is turned off", async () => {
    vi.stubEnv("http_proxy", "http://127.0.0.1:9");
    const server = await serve((_, response) => response.end("a\n"));
    servers.push(server);
    expect(await textsOf(openStream({ url: server.url, format: lines() }))).toEqual(["a"]);
    expect(await textsOf(openStream({ url: server.url, proxy: false, format: lines() }))).toEqual(["a"]);
  });

  it("of the environment is asked for other hosts", async () => {
    const through = await proxy();
    vi.stubEnv("http_proxy", through.url);
    const { error } = await failureOf({ url: "http://nowhere.invalid/x", connectTimeoutMs: 5_000 });
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status: 502 });
    expect(through.seen).toEqual(["GET http://nowhere.invalid/x -"]);
  });

  it("that refuses the tunnel is an error that says so", async () => {
    const server = createHttpServer();
    server.on("connect", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
    const through = await started(server);
    const { error } = await failureOf({ url: "https://nowhere.invalid/", proxy: through.url });
    expect(error).toMatchObject({ code: "CONNECT_FAILED", reason: expect.stringContaining("403") });
    await through.idle();
  });

  it.each([
    ["environment", {}, undefined],
    [false, { https_proxy: "http://p:1" }, undefined],
    [
      "environment",
      { HTTPS_PROXY: "http://p:1", no_proxy: "a.example" },
      ["", "http://p:1/", "localhost,127.0.0.0/8,::1,a.example"],
    ],
    [
      "environment",
      { HTTP_PROXY: "http://u:1", http_proxy: "http://l:1" },
      ["http://l:1/", "", "localhost,127.0.0.0/8,::1,"],
    ],
    ["http://p:1", { https_proxy: "http://q:1" }, ["http://p:1/", "http://p:1/", ""]],
  ] as const)("of the option %j in the environment %j", (option, environment, expected) => {
    const settings = proxySettings(option, environment);
    expect(settings && [settings.httpProxy, settings.httpsProxy, settings.noProxy]).toEqual(expected);
  });
});

it("a dispatcher that is none of undici's is refused, with where to find one", () => {
  const dispatcher = {} as Dispatcher;
  expect(() => openStream({ url: "http://localhost/", dispatcher })).toThrow(
    expect.objectContaining({
      code: "OPTION_INVALID",
      message: expect.stringContaining('import it from "undici/index.js"'),
    }),
  );
});

describe("TCP keep-alive", () => {
  it.each([
    [{}, [true, 60_000]],
    [{ tcpKeepAliveMs: 5_000 }, [true, 5_000]],
    [{ tcpKeepAliveMs: 0 }, undefined],
  ])("with %j is set to %j on the socket", async (options, expected) => {
    const server = await serve((_, response) => response.end("a\n"));
    servers.push(server);
    const asked = vi.spyOn(Socket.prototype, "setKeepAlive");
    const stream = openStream({ url: server.url, ...options });
    await stream.open();
    expect(asked.mock.calls[0]).toEqual(expected);
    await stream.close();
  });
});

describe("HTTP/2", () => {
  async function http2(answer: (stream: ServerHttp2Stream) => void): Promise<Listening> {
    const server = createSecureServer({ ...TLS.server, allowHTTP1: true });
    server.on("stream", (stream) => {
      stream.on("error", () => stream.destroy());
      answer(stream);
    });
    return started(server as unknown as ReturnType<typeof createHttpServer>, "https");
  }
  const options = { http2: true, tls: { ca: TLS.ca }, format: lines() };

  it("carries a stream, and frees its socket", async () => {
    const server = await http2((stream) => {
      stream.respond({ ":status": 200, "x-via": "h2" });
      stream.write("a\n");
      stream.end("b\n");
    });
    const stream = openStream({ url: server.url, ...options });
    expect(await stream.open()).toMatchObject({ status: 200, headers: { "x-via": "h2" } });
    expect(await textsOf(stream)).toEqual(["a", "b"]);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: true });
    await server.idle();
  });

  it("is not spoken unless asked for", async () => {
    const server = await http2((stream) => stream.destroy());
    const { error } = await failureOf({
      ...options,
      url: server.url,
      http2: false,
      endSignals: [endOnStatus(404)],
      headersTimeoutMs: 1_000,
    });
    expect(error).toMatchObject({ code: "HEADERS_TIMEOUT" });
    await server.idle();
  });

  it("that is reset by RST_STREAM ends unclean, after what had come", async () => {
    const server = await http2((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("a\n", () => stream.destroy(new Error("broken")));
    });
    const stream = openStream({ url: server.url, ...options });
    expect(await textsOf(stream)).toEqual(["a"]);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: false, reason: "http2" });
    await server.idle();
  });

  it("goes on to its end after a GOAWAY that lets it, and ends unclean after one that does not", async () => {
    const gentle = await http2((stream) => {
      stream.respond({ ":status": 200 });
      stream.session?.goaway(0, stream.id);
      stream.end("a\n");
    });
    const kept = openStream({ url: gentle.url, ...options });
    expect(await textsOf(kept)).toEqual(["a"]);
    expect(kept.finish).toMatchObject({ kind: "closed", clean: true });

    const harsh = await http2((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("a\n", () => stream.session?.destroy(undefined, 2));
    });
    const ended = openStream({ url: harsh.url, ...options });
    expect(await textsOf(ended)).toEqual(["a"]);
    expect(ended.finish).toMatchObject({ kind: "closed", clean: false, reason: "http2" });
    await harsh.idle();
  });

  it("whose requests are refused by GOAWAY again and again is an error, not an endless retry", async () => {
    const sockets: Socket[] = [];
    subscribe("undici:client:connected", (message) => sockets.push((message as { socket: Socket }).socket));
    let requests = 0;
    const server = await http2((stream) => {
      requests += 1;
      stream.session?.goaway(0, 0);
      stream.close(7);
    });
    const { error } = await failureOf({ url: server.url, ...options, connectTimeoutMs: 5_000 });
    expect(error).toMatchObject({ code: expect.stringMatching(/CONNECT_(FAILED|TIMEOUT)/) });
    expect(requests).toBe(2);
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });
});
