import { afterEach, describe, expect, it } from "vitest";
import { CookieJar, followStream, lines, openStream } from "../../../src/index.ts";
import { ManualClock } from "../../manual-clock.ts";
import { textsOf } from "../../reading.ts";
import { serve, type TestServer } from "../../stream-server.ts";

const HOST = "https://a.example";

/** What a request to `asked` carries after a response from `from` has set these cookies. */
function sent(setCookie: string | string[], from: string, asked: string, clock = new ManualClock()) {
  const jar = new CookieJar(clock);
  jar.store(new URL(from, HOST), setCookie);
  return jar.addedTo({ url: new URL(asked, HOST), headers: {} }).cookie;
}

describe("a cookie", () => {
  it.each([
    ["a=1", "/x/y", "/x/z", "a=1"],
    ["a=1", "/x/y", "/z", undefined],
    ["a=1; Path=/", "/x/y", "/z", "a=1"],
    ["a=1; Path=/x", "/", "/x/y", "a=1"],
    ["a=1; Path=/x", "/", "/xy", undefined],
    ["a=1; Path=relative", "/x/y", "/x", "a=1"],
    ["a=1; Secure; HttpOnly; SameSite=Lax", "/", "/", "a=1"],
    ["a=1; Secure", "/", "http://a.example/", undefined],
    ["a=1; Secure", "http://a.example/", "/", undefined],
    ["a=1", "/", "http://a.example/", "a=1"],
    ["a=1", "/", "https://b.example/", undefined],
    ["a=1; Domain=a.example", "/", "https://sub.a.example/", undefined],
    ["a=1; Domain=.a.example", "https://sub.a.example/", "https://sub.a.example/", "a=1"],
    ["a=1; Domain=b.example", "/", "/", undefined],
    ["a=b=c; Max-Age=10", "/", "/", "a=b=c"],
    ["a=1; Max-Age=0", "/", "/", undefined],
    ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/", "/", undefined],
    ["a=1; Expires=Thu, 01-Jan-2037 00:00:00 GMT", "/", "/", "a=1"],
    ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=9", "/", "/", "a=1"],
    ["a=1; Expires=never", "/", "/", "a=1"],
    ["=1", "/", "/", undefined],
    ["novalue", "/", "/", undefined],
    ["a=\u2603", "/", "/", undefined],
    [`a=${"x".repeat(5000)}`, "/", "/", undefined],
    [["a=1", "b=2", "a=3"], "/", "/", "b=2; a=3"],
    [["a=1; Path=/", "b=2; Path=/x"], "/", "/x", "b=2; a=1"],
    [["a=1", "a=; Max-Age=-1"], "/", "/", undefined],
  ])("%j set at %s is sent to %s as %s", (setCookie, from, asked, expected) => {
    expect(sent(setCookie, from, asked)).toBe(expected);
  });

  it("is sent until it expires", () => {
    const clock = new ManualClock();
    const jar = new CookieJar(clock);
    const request = { url: new URL(HOST), headers: { cookie: "mine=1" } };
    jar.store(request.url, "a=1; Max-Age=60");
    clock.advance(59_999);
    expect(jar.addedTo(request)).toEqual({ cookie: "mine=1; a=1" });
    clock.advance(1);
    expect(jar.addedTo(request)).toEqual({ cookie: "mine=1" });
  });

  it("gives way when there are more than 64", () => {
    const jar = new CookieJar(new ManualClock());
    for (let index = 0; index < 1_000; index++) jar.store(new URL(HOST), `c${index}=1`);
    const pairs = String(jar.addedTo({ url: new URL(HOST), headers: {} }).cookie).split("; ");
    expect(pairs).toHaveLength(64);
    expect(pairs).toContain("c999=1");
  });
});

describe("cookies of a stream", () => {
  const servers: TestServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  /** Sets a cookie at its first answer, and goes on until the fourth. */
  async function sticky(): Promise<TestServer> {
    const server = await serve((_, response) => {
      const count = server.requests.length;
      if (count === 1) response.setHeader("set-cookie", "node=7; Path=/");
      if (count === 4) response.writeHead(204).end();
      else response.end(`${count}\n`);
    });
    servers.push(server);
    return server;
  }

  it.each([
    [true, [undefined, "node=7", "node=7", "node=7"]],
    [false, [undefined, undefined, undefined, undefined]],
  ])("are kept over its connections when cookies is %s", async (cookies, expected) => {
    const server = await sticky();
    const events: unknown[] = [];
    const onConnection = (event: unknown) => events.push(event);
    const stream = followStream({
      url: server.url,
      format: lines(),
      cookies,
      onConnection,
      sleep: async () => undefined,
    });
    expect(await textsOf(stream)).toEqual(["1", "2", "3"]);
    expect(server.requests.map(({ headers }) => headers.cookie)).toEqual(expected);
    expect(JSON.stringify(events)).not.toContain("node=7");
  });

  it("are sent after a redirect, to the host that set them only", async () => {
    const other = await serve((_, response) => response.end("other\n"));
    const first = await serve((request, response) => {
      response.setHeader("set-cookie", "seen=1; Path=/");
      if (request.url === "/stream") response.writeHead(302, { location: "/again" }).end();
      else response.writeHead(302, { location: other.url.replace("127.0.0.1", "localhost") }).end();
    });
    servers.push(first, other);
    const stream = openStream({ url: first.url, format: lines(), cookies: true });
    expect(await textsOf(stream)).toEqual(["other"]);
    expect(first.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, "seen=1"]);
    expect(other.requests[0]?.headers).not.toHaveProperty("cookie");
  });

  it("may be kept for several streams by a jar", async () => {
    const server = await sticky();
    const cookies = new CookieJar();
    for (let count = 0; count < 2; count++) {
      await textsOf(openStream({ url: server.url, cookies, headers: { cookie: "mine=1" } }));
    }
    expect(server.requests.map(({ headers }) => headers.cookie)).toEqual(["mine=1", "mine=1; node=7"]);
  });

  it("are refused as an option that is none of these", () => {
    const cookies = "yes" as unknown as boolean;
    for (const open of [openStream, followStream]) {
      expect(() => open({ url: HOST, cookies })).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
    }
  });
});
