import { createServer as createHttpsServer } from "node:https";
import type { TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import {
  CookieJar,
  type FollowStreamOptions,
  followStream,
  StreamOptionError,
  sse,
} from "../../../src/index.ts";
import { ManualClock } from "../../manual-clock.ts";
import { listen, serve, serveRaw, type TestServer } from "../../stream-server.ts";
import { TLS } from "../../tls-fixtures.ts";
import { follow, readAll, told } from "../support.ts";
import { headerOf } from "./session-server.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

type Answer = Parameters<typeof serve>[0];

async function serving(answer: Answer): Promise<TestServer> {
  const server = await serve(answer);
  servers.push(server);
  return server;
}

/** Answers `/login` by hand, and everything else with one event, then 204. */
async function loginServer(login: Answer): Promise<TestServer> {
  let streams = 0;
  return serving((request, response) => {
    if (request.url?.startsWith("/login")) return login(request, response);
    streams += 1;
    if (streams > 1) response.writeHead(204).end();
    else response.end(`data: ${headerOf(request, "x-session")}\n\n`);
  });
}

const options = { format: sse(), keepHeaders: ["x-session"], handshake: [{ url: "/login" }] };

describe("the answer to a handshake", () => {
  it("without an end is read no further than 64 KiB", async () => {
    const server = await loginServer((_, response) => {
      response.writeHead(200, { "x-session": "s" });
      const flood = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024)));
      };
      response.on("drain", flood);
      flood();
    });
    const { texts } = await readAll(follow({ ...options, url: server.url }));
    expect(texts).toEqual(["s"]);
    await server.idle();
  });

  it("that neither goes on nor ends is waited for for 5 s", async () => {
    const clock = new ManualClock();
    const server = await loginServer((_, response) =>
      response.writeHead(200, { "x-session": "s" }).write("a"),
    );
    const reading = readAll(follow({ ...options, url: server.url, clock }));
    await clock.timerOf(5_000);
    clock.advance(5_000);
    expect((await reading).texts).toEqual(["s"]);
    await server.idle();
  });

  it("counts by its status, also when its body breaks off or cannot be decoded", async () => {
    const broken = await loginServer((request, response) => {
      response.writeHead(200, { "x-session": "s", "content-length": "10" });
      response.write("a", () => setImmediate(() => request.socket.resetAndDestroy()));
    });
    expect((await readAll(follow({ ...options, url: broken.url }))).texts).toEqual(["s"]);
    const coded = await loginServer((_, response) =>
      response.writeHead(200, { "x-session": "t", "content-encoding": "gzip" }).end("no gzip"),
    );
    expect((await readAll(follow({ ...options, url: coded.url }))).texts).toEqual(["t"]);
    const empty = await loginServer((_, response) => response.writeHead(204, { "x-session": "u" }).end());
    expect((await readAll(follow({ ...options, url: empty.url }))).texts).toEqual(["u"]);
  });

  it.each([
    ["over 4 KiB", "x".repeat(4_097)],
    ["empty", ""],
  ])("has no header that is kept when it is %s", async (_, value) => {
    const server = await loginServer((_request, response) =>
      response.writeHead(200, { "x-session": value }).end(),
    );
    const { stream } = follow({ ...options, url: server.url });
    expect((await readAll({ stream })).texts).toEqual(["undefined"]);
    expect(stream.history?.kept).toBeUndefined();
  });

  it("with a megabyte of headers, or control characters in one, is an error that shows none of it", async () => {
    const value = (text: string) =>
      `HTTP/1.1 200 OK\r\nx-session: s3cret${text}\r\ncontent-length: 0\r\n\r\n`;
    for (const [text, code] of [
      ["x".repeat(1024 * 1024), "HEADERS_TOO_LARGE"],
      ["\u0001", "RESPONSE_MALFORMED"],
      ["\u0000", "RESPONSE_MALFORMED"],
    ] as const) {
      const server = await serveRaw((socket) => socket.end(Buffer.from(value(text), "latin1")));
      servers.push(server);
      const { stream, events } = follow({ ...options, url: server.url, policy: { maxAttempts: 1 } });
      const { error } = await readAll({ stream });
      const shown = `${error} ${(error as Error).cause} ${JSON.stringify(events)}`;
      expect(shown).toContain(code === "HEADERS_TOO_LARGE" ? "header" : "not HTTP");
      expect(shown).not.toContain("s3cret");
    }
  });

  it("that refuses is a refusal of the stream: credentials are refreshed, pauses kept", async () => {
    let logins = 0;
    const server = await loginServer((request, response) => {
      logins += 1;
      if (headerOf(request, "authorization") !== "new") response.writeHead(401).end();
      else if (logins < 4) response.writeHead(429, { "retry-after": "7" }).end();
      else response.writeHead(200, { "x-session": "s" }).end();
    });
    const waited: number[] = [];
    const { stream, events } = follow({
      ...options,
      url: server.url,
      headers: ({ attempt }) => ({ authorization: attempt === 1 ? "old" : "new" }),
      sleep: async (ms) => {
        waited.push(ms);
      },
    });
    expect((await readAll({ stream })).texts).toEqual(["s"]);
    expect(told(events).filter((what) => what.startsWith("closed"))).toEqual([
      "closed: refused",
      "closed: refused",
      "closed: refused",
      "closed: closed",
      "closed: ended",
    ]);
    expect(waited).toEqual([7_000, 7_000]);
  });

  it("that never comes is given up with the stream", async () => {
    const server = await loginServer(() => undefined);
    const { stream } = follow({ ...options, url: server.url });
    const reading = readAll({ stream });
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await stream.close();
    expect(await reading).toEqual({ texts: [], error: undefined });
    expect(stream.finish).toEqual({ kind: "aborted" });
    await server.idle();
    expect(server.requests).toHaveLength(1);
  });
});

describe("requests of a handshake", () => {
  it("are made one after the other, with the stream's headers, query, cookies, and what was kept", async () => {
    const seen: unknown[] = [];
    const server = await serving(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const { method, url } = request;
      seen.push([
        method,
        url,
        body,
        headerOf(request, "x-session"),
        headerOf(request, "cookie"),
        headerOf(request, "x-a"),
      ]);
      if (seen.length === 1) response.writeHead(200, { "x-session": "s", "set-cookie": "c=1" }).end();
      else response.writeHead(seen.length === 3 ? 204 : 200).end();
    });
    const handshake = [
      { url: "login?x=1", body: "hello", headers: { "X-A": "own" } },
      { method: "PUT", headers: { "x-a": null } },
    ];
    const query = { key: "k" };
    const headers = { "x-a": "stream" };
    await readAll(
      follow({ ...options, url: server.url, handshake, query, headers, cookies: new CookieJar() }),
    );
    expect(seen).toEqual([
      ["POST", "/login?x=1&key=k", "hello", undefined, undefined, "own"],
      ["PUT", "/stream?key=k", "", "s", "c=1", undefined],
      ["GET", "/stream?key=k", "", "s", "c=1", "stream"],
    ]);
  });

  it("begin anew when one of them fails", async () => {
    const seen: string[] = [];
    const server = await serving((request, response) => {
      seen.push(`${request.url} ${headerOf(request, "x-session")}`);
      if (request.url === "/a") response.writeHead(200, { "x-session": `${seen.length}` }).end();
      else if (request.url === "/b") response.writeHead(seen.length < 3 ? 503 : 200).end();
      else response.writeHead(204).end();
    });
    const handshake = [{ url: "/a" }, { url: "/b" }];
    await readAll(follow({ ...options, url: server.url, handshake }));
    expect(seen).toEqual(["/a undefined", "/b 1", "/a undefined", "/b 3", "/stream 3"]);
  });

  it("are made again by a process whose history has nothing that was kept", async () => {
    const server = await loginServer((_, response) => response.end());
    await readAll(follow({ ...options, url: server.url, history: { kept: {} } }));
    expect(server.requests.map(({ url }) => url)).toEqual(["/login", "/stream", "/stream"]);
  });
});

describe("another origin", () => {
  it("to which the stream is redirected gets nothing that was kept, and gives nothing to keep", async () => {
    const other = await serving((request, response) =>
      response.writeHead(200, { "x-session": "theirs" }).end(`data: ${headerOf(request, "x-session")}\n\n`),
    );
    let streams = 0;
    const server = await serving((request, response) => {
      if (request.url === "/login") return response.writeHead(200, { "x-session": "ours" }).end();
      streams += 1;
      return streams > 2
        ? response.writeHead(204).end()
        : response.writeHead(307, { location: other.url }).end();
    });
    const { stream } = follow({ ...options, url: server.url });
    expect((await readAll({ stream })).texts).toEqual(["undefined", "undefined"]);
    expect(stream.history?.kept).toEqual({ "x-session": "ours" });
    expect(server.requests.at(-1)?.headers).toMatchObject({ "x-session": "ours" });
  });

  it("to which a handshake is redirected gives nothing to keep", async () => {
    const other = await serving((_, response) => response.writeHead(200, { "x-session": "theirs" }).end());
    const server = await loginServer((_, response) => response.writeHead(307, { location: other.url }).end());
    expect((await readAll(follow({ ...options, url: server.url }))).texts).toEqual(["undefined"]);
  });

  it("that a handshake names gets neither the stream's headers nor its query", async () => {
    const other = await serving((_, response) => response.writeHead(200, { "x-session": "named" }).end());
    const server = await loginServer((_, response) => response.end());
    const handshake = [{ url: other.url, headers: { "x-own": "1" } }];
    const secrets = { headers: { authorization: "s3cret" }, query: { key: "s3cret" } };
    expect((await readAll(follow({ ...options, url: server.url, handshake, ...secrets }))).texts).toEqual([
      "named",
    ]);
    expect(other.requests[0]?.url).toBe("/stream");
    expect(other.requests[0]?.headers).toMatchObject({ "x-own": "1" });
    expect(other.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("that a handshake names does not see the client's certificate", async () => {
    const shown: (string | undefined)[] = [];
    const tlsServer = () =>
      createHttpsServer(
        { ...TLS.server, ca: TLS.ca, requestCert: true, rejectUnauthorized: false },
        (request, response) => {
          shown.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN?.toString());
          response.writeHead(request.url === "/stream" && shown.length > 1 ? 204 : 200).end();
        },
      );
    const [first, other] = [await listen(tlsServer(), "https"), await listen(tlsServer(), "https")];
    servers.push({ requests: [], ...first }, { requests: [], ...other });
    const handshake = [{ url: other.url }, { url: "/login" }];
    await readAll(follow({ ...options, url: first.url, handshake, tls: { ca: TLS.ca, ...TLS.client } }));
    expect(shown).toEqual([undefined, "Test client", "Test client"]);
  });
});

describe("a session's id", () => {
  it("is in no error, also when the source repeats it", async () => {
    const id = "s3cret-session";
    const server = await serving((request, response) => {
      const kept = headerOf(request, "x-session");
      if (request.url === "/login") response.writeHead(200, { "x-session": id }).end();
      else
        response
          .writeHead(200, { "content-type": "text/html", "x-session": id })
          .end(`<p>unknown ${kept}</p>`);
    });
    const { stream, events } = follow({ ...options, url: server.url });
    const { error } = await readAll({ stream });
    expect(error).toMatchObject({
      code: "CONTENT_TYPE_UNEXPECTED",
      message: expect.stringContaining("unknown ***"),
    });
    expect(`${error} ${JSON.stringify(events)}`).not.toContain("s3cret");
  });

  it("that another process has kept is checked, without being shown", async () => {
    for (const kept of [
      { "x-session": "s3cret\nx" },
      { "x-session": 5 },
      { te: "s3cret" },
      ["s3cret"],
      "s3cret",
    ]) {
      const history = { kept } as unknown as NonNullable<FollowStreamOptions["history"]>;
      const make = () => followStream({ url: "http://127.0.0.1:9/", ...options, history });
      expect(make).toThrow("history.kept");
      expect(make).not.toThrow("s3cret");
    }
  });

  it("is not taken from a history that this stream does not keep", async () => {
    const server = await loginServer((_, response) => response.end());
    await readAll(follow({ ...options, url: server.url, history: { kept: { "x-other": "1" } } }));
    expect(server.requests[0]).toMatchObject({ url: "/login" });
    expect(server.requests[1]?.headers).not.toHaveProperty("x-other");
  });
});

describe("a session that cannot be", () => {
  it.each([
    [{ handshake: {} }, "handshake"],
    [{ handshake: [null] }, "handshake"],
    [{ handshake: [{ url: "ftp://a.example" }] }, "ftp:"],
    [{ handshake: [{ method: "HEAD" }] }, "HEAD"],
    [{ handshake: [{ headers: { te: "s3cret" } }] }, "te"],
    [{ handshake: [{ body: 5 }] }, "body"],
    [{ handshake: [{ url: "http://b.example/" }], socketPath: "/s" }, "socketPath"],
    [{ keepHeaders: "x-session" }, "keepHeaders"],
    [{ keepHeaders: ["set-cookie"] }, "cookies"],
    [{ keepHeaders: ["a b"] }, "a b"],
    [{ keepHeaders: ["Transfer-Encoding"] }, "transfer-encoding"],
    [{ keepHeaders: ["Last-Event-ID"] }, "resume"],
    [{ policy: { sessionGoneOn: ["x"] } }, "sessionGoneOn"],
  ])("is refused with %j", (given, named) => {
    const make = () => followStream({ url: "http://127.0.0.1:9/", format: sse(), ...(given as object) });
    expect(make).toThrow(StreamOptionError);
    expect(make).toThrow(named);
    expect(make).not.toThrow("s3cret");
  });
});
