import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { RedirectTrail } from "../../../src/http/request/redirect.ts";
import type { PlannedRequest } from "../../../src/http/request/request-plan.ts";
import { followStream, lines, openStream, sse } from "../../../src/index.ts";
import { failureOf, textsOf } from "../../reading.ts";
import { serve, type TestServer } from "../../stream-server.ts";

const POLICY = {
  maxRedirects: 10,
  allowInsecureRedirects: false,
  crossOriginHeaders: ["x-other"],
  allowPrivate: true,
  staysOnOrigin: false,
};
const DEFAULTS = { accept: "text/x", "cache-control": "no-cache" };
const HEADERS = {
  accept: "text/x",
  authorization: "Bearer s3cret",
  cookie: "a=b",
  "proxy-authorization": "Basic x",
  "content-type": "text/plain",
  "x-api-key": "k",
  "x-other": "o",
  "cache-control": "max-age=0",
};

function requestOf(method: string, url = "https://a.example/x"): PlannedRequest {
  return { url: new URL(url), method, headers: HEADERS, sendsBody: method !== "GET" };
}

function nextOf(request: PlannedRequest, status: number, location: string, policy = POLICY) {
  return new RedirectTrail(policy, request, DEFAULTS).next(request, status, location);
}

describe("the request that a redirect leads to", () => {
  it.each([
    ["GET", 301, "GET", false],
    ["GET", 302, "GET", false],
    ["GET", 303, "GET", false],
    ["GET", 307, "GET", false],
    ["GET", 308, "GET", false],
    ["POST", 301, "GET", false],
    ["POST", 302, "GET", false],
    ["POST", 303, "GET", false],
    ["POST", 307, "POST", true],
    ["POST", 308, "POST", true],
    ["PUT", 301, "PUT", true],
    ["PUT", 302, "PUT", true],
    ["PUT", 303, "GET", false],
    ["PUT", 307, "PUT", true],
  ])("of %s with %i is %s", (method, status, expected, sendsBody) => {
    const next = nextOf(requestOf(method), status, "/y");
    expect(next).toMatchObject({ method: expected, sendsBody });
    expect(next?.headers["content-type"]).toBe(method === "GET" || sendsBody ? "text/plain" : undefined);
  });

  it.each([
    ["/y?b=1", "https://a.example/y?b=1"],
    ["y", "https://a.example/y"],
    ["?b=2", "https://a.example/x?b=2"],
    ["//b.example/y", "https://b.example/y"],
    ["https://a.example:444/#part", "https://a.example:444/"],
  ])("to %s is for %s", (location, expected) => {
    expect(nextOf(requestOf("GET"), 302, location)?.url.href).toBe(expected);
  });

  it.each([
    ["/y", true],
    ["https://a.example:443/y", true],
    ["https://a.example:444/y", false],
    ["https://b.example/y", false],
    ["https://a.example.evil.example/y", false],
  ])("to %s keeps the credentials: %s", (location, kept) => {
    const headers = nextOf(requestOf("GET"), 302, location)?.headers ?? {};
    for (const name of ["authorization", "cookie", "proxy-authorization", "x-api-key"]) {
      expect(name in headers).toBe(kept);
    }
    expect(headers).toMatchObject({ accept: "text/x", "x-other": "o" });
    expect(headers["cache-control"]).toBe(kept ? "max-age=0" : "no-cache");
  });

  it("does not get them back when it returns to the first origin", () => {
    const trail = new RedirectTrail(POLICY, requestOf("GET"));
    const away = trail.next(requestOf("GET"), 302, "https://b.example/") as PlannedRequest;
    expect(trail.next(away, 302, "https://a.example/z")?.headers).not.toHaveProperty("authorization");
  });

  it.each([
    ["ftp://a.example/", "ftp:"],
    ["file:///etc/passwd", "file:"],
    ["javascript:alert(1)", "javascript:"],
    ["http://[", "not a URL"],
    ["http://a.example/y", "allowInsecureRedirects"],
    ["https://user:pw@a.example/y", "user name"],
  ])("to %s is refused", (location, why) => {
    expect(() => nextOf(requestOf("GET"), 302, location)).toThrow(
      expect.objectContaining({ code: "REDIRECT_REFUSED", message: expect.stringContaining(why) }),
    );
  });

  it("may be insecure by option", () => {
    const policy = { ...POLICY, allowInsecureRedirects: true };
    const next = nextOf(requestOf("GET"), 302, "http://a.example/y", policy);
    expect(next?.url.protocol).toBe("http:");
    expect(next?.headers).not.toHaveProperty("authorization");
  });

  it.each([
    [300, "/y"],
    [304, "/y"],
    [200, "/y"],
    [302, undefined],
  ])("of status %i to %s is none", (status, location) => {
    const trail = new RedirectTrail(POLICY, requestOf("GET"));
    expect(trail.next(requestOf("GET"), status, location)).toBeUndefined();
  });
});

describe("redirects", () => {
  const servers: TestServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  async function started(...args: Parameters<typeof serve>): Promise<TestServer> {
    const server = await serve(...args);
    servers.push(server);
    return server;
  }

  it("are followed to another origin, which gets no header that is not to go there, and free their sockets", async () => {
    const last = await started((_, response) => response.end("a\n"));
    const first = await started((_, response) =>
      response.writeHead(302, { location: last.url }).end("moved"),
    );
    const stream = openStream({
      url: first.url,
      headers: { authorization: "Bearer s3cret", "x-key": "k", "x-other": "o" },
      crossOriginHeaders: ["X-Other"],
      format: lines(),
    });
    expect(await stream.open()).toMatchObject({ status: 200, url: last.url });
    expect(await textsOf(stream)).toEqual(["a"]);
    expect(first.requests[0]?.headers).toMatchObject({ authorization: "Bearer s3cret", "x-key": "k" });
    expect(last.requests[0]?.headers).toMatchObject({ "x-other": "o" });
    expect(last.requests[0]?.headers).not.toHaveProperty("authorization");
    expect(last.requests[0]?.headers).not.toHaveProperty("x-key");
    await first.idle();
    await last.idle();
  });

  it("take none of the caller's headers to another origin by default, but what describes the body", async () => {
    const last = await started((_, response) => response.end("a\n"));
    const first = await started((_, response) => response.writeHead(307, { location: last.url }).end());
    const headers = {
      accept: "text/mine",
      "content-type": "text/x",
      cookie: "a=b",
      host: "a.example",
      "user-agent": "mine",
      "x-api-key": "k",
    };
    await textsOf(openStream({ url: first.url, headers, body: "b" }));
    expect(first.requests[0]?.headers).toMatchObject(headers);
    expect(last.requests[0]?.headers).toMatchObject({
      accept: "*/*",
      "content-type": "text/x",
      host: new URL(last.url).host,
    });
    for (const name of ["cookie", "user-agent", "x-api-key"]) {
      expect(last.requests[0]?.headers).not.toHaveProperty(name);
    }
  });

  it("take the cursor along, which is no secret of the caller's", async () => {
    const last = await started((_, response) => response.writeHead(204).end());
    const first = await started((_, response) => response.writeHead(307, { location: last.url }).end());
    const headers = { authorization: "Bearer s3cret" };
    await textsOf(followStream({ url: first.url, format: sse(), cursor: "7", headers }));
    expect(last.requests[0]?.headers).toMatchObject({ "last-event-id": "7", accept: "text/event-stream" });
    expect(last.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("repeat a body that is made afresh, with 307", async () => {
    const bodies: string[] = [];
    const server = await started(async (request, response) => {
      bodies.push(await text(request));
      if (request.url === "/stream") response.writeHead(307, { location: "/there" }).end();
      else response.end("a\n");
    });
    let made = 0;
    const body = async function* () {
      yield `body ${++made}`;
    };
    expect(await textsOf(openStream({ url: server.url, body, format: lines() }))).toEqual(["a"]);
    expect(bodies).toEqual(["body 1", "body 2"]);
  });

  it("that go round in a circle, or on for ever, are an error of their own", async () => {
    const circle = await started((request, response) =>
      response.writeHead(302, { location: request.url === "/stream" ? "/other" : "/stream" }).end(),
    );
    const { error } = await failureOf({ url: circle.url });
    expect(error).toMatchObject({
      code: "TOO_MANY_REDIRECTS",
      message: expect.stringContaining("come back"),
    });
    expect(circle.requests).toHaveLength(2);
    await circle.idle();

    const endless = await started((_, response) =>
      response.writeHead(302, { location: `/${endless.requests.length}` }).end(),
    );
    expect((await failureOf({ url: endless.url, maxRedirects: 3 })).error).toMatchObject({
      code: "TOO_MANY_REDIRECTS",
      message: expect.stringContaining("more than 3"),
    });
    expect(endless.requests).toHaveLength(4);
    await endless.idle();
  });

  it("do not wait for the body of a redirect, however long it is", async () => {
    const server = await started((request, response) => {
      if (request.url !== "/stream") return response.end("a\n");
      return response.writeHead(302, { location: "/there" }).write("x".repeat(100_000));
    });
    expect(await textsOf(openStream({ url: server.url, format: lines() }))).toEqual(["a"]);
    await server.idle();
  });
});
