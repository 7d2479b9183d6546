import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { chunks, type FrameFormat, lines, ndjson, sse } from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import type { TestServer } from "../stream-server.ts";
import { follow, readAll, refuse, send, serveInTurn, told } from "./support.ts";

let server: TestServer;
afterEach(() => server?.close());

const NDJSON: FrameFormat = ndjson();
const page = send("<html>Down for maintenance", { "content-type": "text/html" });
const circle = (response: ServerResponse, request: IncomingMessage) =>
  response.writeHead(302, { location: request.url === "/a" ? "/b" : "/a" }).end();

const PASSING: [string, string, ReturnType<typeof send>, number][] = [
  ["a page in place of the stream", "CONTENT_TYPE_UNEXPECTED", page, 1],
  ["a page that does not say so", "CONTENT_TYPE_UNEXPECTED", send(" <html>"), 1],
  ["a circle of redirects", "TOO_MANY_REDIRECTS", circle, 3],
  ["a redirect to nowhere", "REDIRECT_REFUSED", refuse(302, { location: "ftp://a.example/" }), 1],
  ["a coding that is unknown", "CONTENT_ENCODING_UNSUPPORTED", send("x", { "content-encoding": "x" }), 1],
  ["headers that are too large", "HEADERS_TOO_LARGE", send("x", { "x-large": "x".repeat(600) }), 1],
];

describe("what a proxy or a deploy of the source may be behind", () => {
  it.each(PASSING)("%s: is thrown at the first connection", async (_, code, answer, requests) => {
    server = await serveInTurn(...Array(requests).fill(answer), send("1\n"));
    const following = follow({ url: server.url, format: NDJSON, maxHeaderBytes: 512 });
    const { texts, error } = await readAll(following);
    expect(texts).toEqual([]);
    expect(error).toMatchObject({ code });
    expect(server.requests).toHaveLength(requests);
    await server.idle();
  });

  it.each(PASSING)(
    "%s: is retried with back-off once the stream has been up",
    async (_, code, answer, requests) => {
      const answers = Array(requests * 4).fill(answer);
      server = await serveInTurn(send("1\n"), ...answers, send("2\n"));
      const delays: number[] = [];
      const following = follow({
        url: server.url,
        format: NDJSON,
        maxHeaderBytes: 512,
        random: () => 0.5,
        sleep: async (ms) => {
          delays.push(ms);
        },
      });
      expect(await readAll(following)).toEqual({ texts: ["1", "2"], error: undefined });
      const closed = following.events.filter((event) => event.kind === "closed" && event.code === code);
      expect(closed).toHaveLength(4);
      expect(delays.slice(0, 4)).toEqual([125, 250, 500, 1_000]);
    },
  );

  it("is retried from the first connection on when the stream was up in another process", async () => {
    server = await serveInTurn(page, refuse(404), send("1\n"));
    const following = follow({ url: server.url, wasUp: true, sleep: async () => undefined });
    expect(await readAll(following)).toEqual({ texts: ["1"], error: undefined });
  });

  it("is decided by the policy", async () => {
    server = await serveInTurn(send("1\n"), page);
    const following = follow({ url: server.url, policy: { reopenOnceUp: [] }, sleep: async () => undefined });
    expect(await readAll(following)).toMatchObject({ error: { code: "CONTENT_TYPE_UNEXPECTED" } });
  });

  it("was never up itself, however long its page took", async () => {
    const clock = new ManualClock();
    server = await serveInTurn(send(" <html>"), send(" <html>"), send(" <html>"));
    const policy = { reopenOn: ["CONTENT_TYPE_UNEXPECTED" as const], maxAttempts: 3, soundAfterMs: 0 };
    const following = follow({ url: server.url, policy, clock, sleep: async (ms) => clock.advance(ms) });
    expect(await readAll(following)).toMatchObject({ error: { code: "STREAM_EXHAUSTED" } });
    for (const event of following.events) expect(event).not.toHaveProperty("upMs");
  });

  it.each([
    ["lines", lines(), "text/plain"],
    ["chunks", chunks(), undefined],
    ["SSE", sse(), "text/event-stream"],
  ])("is a page in place of %s too, where the stream was no page", async (_, format, type) => {
    const good = send("data: 1\n\n", type === undefined ? {} : { "content-type": type });
    server = await serveInTurn(good, page, good);
    const following = follow({ url: server.url, format, sleep: async () => undefined });
    const { texts, error } = await readAll(following);
    expect(error).toBeUndefined();
    expect(texts.join()).not.toContain("maintenance");
    expect(texts.length).toBeGreaterThanOrEqual(2);
    expect(told(following.events).filter((what) => what === "closed: lost")).toHaveLength(1);
  });

  it("is events in place of JSON too, where the stream was JSON", async () => {
    const events = send("data: maintenance\n\n", { "content-type": "text/event-stream" });
    server = await serveInTurn(send("1\n"), events, send("2\n"), refuse(204));
    const { texts, error } = await readAll(
      follow({ url: server.url, format: ndjson(), sleep: async () => undefined }),
    );
    expect(error).toBeUndefined();
    expect(texts).toEqual(["1", "2"]);
  });

  it("is the stream itself where it has always been a page", async () => {
    server = await serveInTurn(
      send("<a>\n", { "content-type": "text/html" }),
      send("<b>\n", { "content-type": "text/html; charset=utf-8" }),
    );
    expect((await readAll(follow({ url: server.url, format: lines() }))).texts).toEqual(["<a>", "<b>"]);
  });
});

describe("a stream that is gone", () => {
  it("is refused at once when it never was up", async () => {
    server = await serveInTurn(refuse(404), send("1\n"));
    const { error } = await readAll(follow({ url: server.url }));
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status: 404 });
    expect(server.requests).toHaveLength(1);
  });

  it("is asked for slowly for five minutes when it was up, then refused", async () => {
    const clock = new ManualClock();
    server = await serveInTurn(send("1\n"), ...Array(100).fill(refuse(404)));
    const startedAtMs = clock.now();
    const following = follow({ url: server.url, clock, sleep: async (ms) => clock.advance(ms) });
    const { texts, error } = await readAll(following);
    expect(texts).toEqual(["1"]);
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status: 404 });
    expect(following.stream.finish).toEqual({ kind: "refused", cause: error });
    expect(clock.now() - startedAtMs).toBe(300_000);
    expect(server.requests.length).toBeLessThanOrEqual(16);
  });

  it("goes on when it is back, and has its five minutes again", async () => {
    const clock = new ManualClock();
    const gone = Array(10).fill(refuse(404));
    server = await serveInTurn(send("1\n"), ...gone, send("2\n"), ...gone, send("3\n"));
    const following = follow({ url: server.url, clock, sleep: async (ms) => clock.advance(ms) });
    expect(await readAll(following)).toEqual({ texts: ["1", "2", "3"], error: undefined });
  });
});

describe("a refusal for too many requests", () => {
  it.each([429, 420])(
    "%i without Retry-After is asked again after 5 s, doubling to 15 min",
    async (status) => {
      const clock = new ManualClock();
      server = await serveInTurn(...Array(10).fill(refuse(status)), send("1\n"));
      const delays: number[] = [];
      const sleep = async (ms: number) => {
        delays.push(ms / 1_000);
        clock.advance(ms);
      };
      expect((await readAll(follow({ url: server.url, clock, sleep }))).texts).toEqual(["1"]);
      expect(delays.slice(0, 10)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    },
  );

  it("with Retry-After is asked again then, however short maxDelayMs is", async () => {
    server = await serveInTurn(refuse(429, { "retry-after": "600" }), send("1\n"));
    const delays: number[] = [];
    const sleep = async (ms: number) => {
      delays.push(ms);
    };
    await readAll(follow({ url: server.url, policy: { maxDelayMs: 1_000 }, sleep }));
    expect(delays[0]).toBe(600_000);
  });
});
