import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import {
  followStream,
  lines,
  ndjson,
  openStream,
  StreamBodyError,
  StreamOptionError,
} from "../../src/index.ts";
import { failureOf, textsOf } from "../reading.ts";
import { serve, type TestServer } from "../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

/** A server that says what it was sent. */
async function echo(): Promise<TestServer> {
  return serve(async (request, response) => {
    const { method, url, headers } = request as IncomingMessage;
    const body = await text(request).catch((error: Error) => error.message);
    response.end(`${JSON.stringify({ method, url, type: headers["content-type"], body })}\n`);
  });
}

async function* parts(): AsyncGenerator<Uint8Array | string> {
  yield "first ";
  yield Buffer.from("second");
}

describe("a request", () => {
  it.each([
    ["text", "grüß", "grüß"],
    ["bytes", Buffer.from("bytes"), "bytes"],
    ["a function's text", () => "made", "made"],
    ["a function's promise", async () => Buffer.from("later"), "later"],
    ["parts that come one by one", () => parts(), "first second"],
    ["no text", "", ""],
  ])("sends %s as its body", async (_, body, expected) => {
    server = await echo();
    const stream = openStream({
      url: server.url,
      query: { since: "a b" },
      body,
      headers: { "content-type": "text/x" },
      format: lines(),
    });
    const [line] = await textsOf(stream);
    expect(JSON.parse(line ?? "")).toEqual({
      method: "POST",
      url: "/stream?since=a%20b",
      type: "text/x",
      body: expected,
    });
  });

  it("has a query that is made afresh for each connection, beside what it is resumed by", async () => {
    server = await serve((_, response) => response.end('{"id":7}\n'));
    const asked: boolean[] = [];
    const stream = followStream({
      url: `${server.url}?a=1`,
      format: ndjson(),
      query: async ({ attempt, refresh }) => {
        asked.push(refresh);
        return { token: `key ${attempt}` };
      },
      resume: { in: "query", name: "since", template: "{id}" },
      cursorOf: "/id",
      sleep: () => Promise.resolve(),
      beforeReopen: () => server.requests.length < 2,
    });
    await textsOf(stream);
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/stream?a=1&token=key%201",
      "/stream?a=1&token=key%202&since=7",
    ]);
    expect(asked).toEqual([false, false]);
  });

  it.each([
    ["fails", new Error("no key"), { code: "HEADERS_FAILED", message: "the query function failed: no key" }],
    [
      "refuses an option",
      new StreamOptionError("no such field"),
      { code: "OPTION_INVALID", message: "no such field" },
    ],
  ])("is not made when the function of its query or headers %s", async (_, failure, expected) => {
    server = await echo();
    const fail = () => Promise.reject(failure);
    expect((await failureOf({ url: server.url, query: fail })).error).toMatchObject(expected);
    const { code } = expected;
    expect((await failureOf({ url: server.url, headers: fail })).error).toMatchObject({ code });
    expect(server.requests).toHaveLength(0);
  });

  it("says where the response came from", async () => {
    server = await echo();
    const stream = openStream({ url: server.url, query: { a: 1 } });
    expect(await stream.open()).toMatchObject({ url: `${server.url}?a=1` });
    await stream.close();
  });

  it("asks for no content coding by default, for those that are named, or for what the headers say", async () => {
    server = await echo();
    await textsOf(openStream({ url: server.url }));
    await textsOf(openStream({ url: server.url, acceptEncoding: ["gzip", "br"] }));
    await textsOf(openStream({ url: server.url, headers: { "Accept-Encoding": "gzip;q=0.1" } }));
    expect(server.requests.map(({ headers }) => headers["accept-encoding"])).toEqual([
      "identity",
      "gzip, br",
      "gzip;q=0.1",
    ]);
  });
});

describe("a body that cannot be made", () => {
  it.each([
    [
      "the function throws",
      () => {
        throw new Error("no file");
      },
    ],
    ["the function rejects", () => Promise.reject(new Error("no file"))],
  ])("%s: an error before any request", async (_, body) => {
    server = await echo();
    const { error } = await failureOf({ url: server.url, body });
    expect(error).toBeInstanceOf(StreamBodyError);
    expect(String(error)).toContain("no file");
    expect(server.requests).toHaveLength(0);
  });

  it("of parts that break off: an error, and the socket is freed", async () => {
    server = await echo();
    const body = async function* () {
      yield "first";
      throw new Error("disk gone");
    };
    const { error } = await failureOf({ url: server.url, body });
    expect(error).toMatchObject({ code: "BODY_FAILED", message: expect.stringContaining("disk gone") });
    await server.idle();
  });

  it("of another kind: an error", async () => {
    server = await echo();
    const { error } = await failureOf({ url: server.url, body: (() => 7) as unknown as () => string });
    expect(error).toBeInstanceOf(StreamBodyError);
  });
});
