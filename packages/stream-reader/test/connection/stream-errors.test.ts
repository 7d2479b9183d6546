import { once } from "node:events";
import { createServer } from "node:net";
import { Agent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { parseRetryAfter } from "../../src/http/response/retry-after.ts";
import {
  type Frame,
  FrameInvalidError,
  FrameTooLargeError,
  lines,
  MAX_BODY_EXCERPT_BYTES,
  ndjson,
  type OpenStreamOptions,
  openStream,
  StreamConnectError,
  StreamConnectTimeoutError,
  StreamError,
  StreamHeadersError,
  StreamHeadersTimeoutError,
  StreamIdleError,
  StreamRefusedError,
} from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { serve, serveRaw, type TestServer } from "../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

/** Reads to the end or the error; hands over the frames that came before. */
async function failureOf(options: OpenStreamOptions): Promise<{ error: unknown; frames: Frame[] }> {
  const frames: Frame[] = [];
  try {
    for await (const frame of openStream(options)) frames.push(frame);
  } catch (error) {
    return { error, frames };
  }
  return { error: undefined, frames };
}

describe("a refused stream", () => {
  it("throws the status, an excerpt of the body and the wait that is asked for", async () => {
    server = await serve((_, response) => response.writeHead(429, { "retry-after": "7" }).end("slow down"));
    const { error } = await failureOf({ url: `${server.url}?key=secret` });
    expect(error).toBeInstanceOf(StreamRefusedError);
    expect(error).toMatchObject({
      code: "STREAM_REFUSED",
      status: 429,
      bodyExcerpt: "slow down",
      retryAfterMs: 7000,
    });
    expect(String(error)).toContain("429");
    expect(String(error)).not.toContain("secret");
    await server.idle();
  });

  it("takes 1 KiB of the body at most, and does not wait for the rest", async () => {
    server = await serve((_, response) => response.writeHead(503).write("x".repeat(5000)));
    const { error } = await failureOf({ url: server.url });
    expect((error as StreamRefusedError).bodyExcerpt).toHaveLength(MAX_BODY_EXCERPT_BYTES);
    await server.idle();
  });

  it("does not wait for a body that never comes", async () => {
    const clock = new ManualClock();
    server = await serve((_, response) => response.writeHead(500).flushHeaders());
    const failure = failureOf({ url: server.url, clock, connectTimeoutMs: 5000 });
    await clock.timerOf(1000);
    clock.advance(1000);
    expect((await failure).error).toMatchObject({ status: 500, bodyExcerpt: "" });
  });

  it("waits 100 ms for more of a body that has begun and stays open", async () => {
    const clock = new ManualClock();
    server = await serve((_, response) => response.writeHead(500).write("down"));
    const failure = failureOf({ url: server.url, clock, connectTimeoutMs: 5000 });
    await clock.timerOf(100);
    clock.advance(100);
    expect((await failure).error).toMatchObject({ status: 500, bodyExcerpt: "down" });
  });

  it.each([
    ["that is not to be followed", { location: "/other" }, 0],
    ["without a location", {}, 10],
  ])("is what a redirect %s is", async (_, headers, maxRedirects) => {
    server = await serve((_, response) => response.writeHead(302, headers).end());
    const { error } = await failureOf({ url: server.url, maxRedirects });
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status: 302 });
    await server.idle();
  });
});

describe("a refusal through a dispatcher of the caller's", () => {
  it.each([
    ["an endless body", 503, {}, "x".repeat(5000)],
    ["an encoded body", 200, { "content-encoding": "compress" }, "x"],
  ])("frees the socket of %s", async (_, status, headers, text) => {
    const agent = new Agent();
    server = await serve((_, response) => response.writeHead(status, headers).write(text));
    const { error } = await failureOf({ url: server.url, dispatcher: agent });
    expect(error).toBeInstanceOf(StreamError);
    await server.idle();
    await agent.close();
  });

  it("does not repeat in its message what the source said, which may hold a key", async () => {
    server = await serve((request, response) =>
      response.writeHead(401).end(`bad ${request.headers.authorization}`),
    );
    const { error } = await failureOf({ url: server.url, headers: { authorization: "Bearer s3cret" } });
    expect(String(error)).not.toContain("s3cret");
  });
});

describe("a headers function that hangs", () => {
  it("ends at connectTimeoutMs", async () => {
    const clock = new ManualClock();
    const headers = () => new Promise<never>(() => undefined);
    const failure = failureOf({ url: "http://127.0.0.1:9/", headers, clock, connectTimeoutMs: 200 });
    await clock.timerOf(200);
    clock.advance(200);
    expect((await failure).error).toBeInstanceOf(StreamConnectTimeoutError);
  });

  it("ends when the caller aborts", async () => {
    const controller = new AbortController();
    const headers = () => new Promise<never>(() => controller.abort());
    const stream = openStream({ url: "http://127.0.0.1:9/", headers, signal: controller.signal });
    expect(await stream.open()).toBeUndefined();
  });
});

describe("a peer that accepts and says nothing", () => {
  it("is let go at once when the caller aborts during the TLS handshake", async () => {
    const controller = new AbortController();
    server = await serveRaw(() => controller.abort());
    const url = server.url.replace("http:", "https:");
    const stream = openStream({ url, signal: controller.signal, connectTimeoutMs: 60_000 });
    expect(await stream.open()).toBeUndefined();
    await server.idle();
  });
});

describe("a connection that cannot be made", () => {
  it("throws with the system's reason", async () => {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address() as { port: number };
    await new Promise((resolve) => probe.close(resolve));
    const { error } = await failureOf({ url: `http://127.0.0.1:${port}/` });
    expect(error).toBeInstanceOf(StreamConnectError);
    expect(error).toMatchObject({ code: "CONNECT_FAILED", reason: expect.stringContaining("ECONNREFUSED") });
  });

  it("throws when the peer closes before the headers", async () => {
    server = await serveRaw((socket) => socket.end());
    expect((await failureOf({ url: server.url })).error).toBeInstanceOf(StreamConnectError);
  });

  it("throws when no headers come within headersTimeoutMs, and frees the socket", async () => {
    const clock = new ManualClock();
    const asked = Promise.withResolvers<void>();
    server = await serve(() => asked.resolve());
    const failure = failureOf({ url: server.url, clock, headersTimeoutMs: 3000 });
    await asked.promise;
    clock.advance(3000);
    expect((await failure).error).toBeInstanceOf(StreamHeadersTimeoutError);
    expect((await failure).error).toMatchObject({ code: "HEADERS_TIMEOUT", timeoutMs: 3000 });
    await server.idle();
  });

  it("throws when the headers function fails, before any request", async () => {
    server = await serve((_, response) => response.end());
    const headers = () => Promise.reject(new Error("no token"));
    const { error } = await failureOf({ url: server.url, headers });
    expect(error).toBeInstanceOf(StreamHeadersError);
    expect(String(error)).toContain("no token");
    expect(server.requests).toHaveLength(0);
  });
});

describe("a silent connection", () => {
  it("is given up after idleTimeoutMs without a byte; heartbeats count as bytes", async () => {
    const clock = new ManualClock();
    let beat: () => void = () => undefined;
    server = await serve((_, response) => {
      beat = () => response.write("\n");
      response.write("a\n");
    });
    const stream = openStream({
      url: server.url,
      format: lines({ keepEmpty: true }),
      clock,
      idleTimeoutMs: 1000,
    });
    const frames = stream[Symbol.asyncIterator]();
    await frames.next();

    const heartbeat = frames.next();
    await clock.timerOf(1000);
    clock.advance(900);
    beat();
    await heartbeat;

    const silence = frames.next().catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(999);
    expect(clock.pendingTimers).toBe(1);
    clock.advance(1);
    expect(await silence).toBeInstanceOf(StreamIdleError);
    await server.idle();
  });

  it("is not taken for silent while the consumer is the slow one", async () => {
    const clock = new ManualClock();
    server = await serve((_, response) => response.end("a\nb\n"));
    const stream = openStream({ url: server.url, format: lines(), clock, idleTimeoutMs: 1000 });
    const texts: string[] = [];
    for await (const frame of stream) {
      texts.push(frame.text);
      clock.advance(60_000);
    }
    expect(texts).toEqual(["a", "b"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("may stay silent for ever with idleTimeoutMs 0", async () => {
    const clock = new ManualClock();
    let more: () => void = () => undefined;
    server = await serve((_, response) => {
      more = () => response.end("late\n");
      response.flushHeaders();
    });
    const stream = openStream({ url: server.url, format: lines(), clock, idleTimeoutMs: 0 });
    await stream.open();
    const frames = stream[Symbol.asyncIterator]();
    const late = frames.next();
    clock.advance(365 * 24 * 3600 * 1000);
    more();
    expect((await late).value).toMatchObject({ text: "late" });
    await frames.next();
  });
});

describe("a bad frame", () => {
  it("too large: throws after the frames before it, and frees the socket", async () => {
    server = await serve((_, response) => response.write("ok\nfar too long\n"));
    const { error, frames } = await failureOf({ url: server.url, format: lines(), maxFrameBytes: 5 });
    expect(frames.map(({ text }) => text)).toEqual(["ok"]);
    expect(error).toBeInstanceOf(FrameTooLargeError);
    expect(error).toMatchObject({ code: "FRAME_TOO_LARGE", maxFrameBytes: 5 });
    await server.idle();
  });

  it("not JSON: throws after the frames before it", async () => {
    server = await serve((_, response) => response.write("1\n{oops\n2\n"));
    const { error, frames } = await failureOf({ url: server.url, format: ndjson({ validate: true }) });
    expect(frames.map((frame) => frame.json())).toEqual([1]);
    expect(error).toBeInstanceOf(FrameInvalidError);
  });
});

describe("Retry-After", () => {
  const now = Date.UTC(2026, 10, 23, 12, 0, 0);
  it.each([
    ["120", 120_000],
    ["0", 0],
    ["Mon, 23 Nov 2026 12:00:30 GMT", 30_000],
    ["Mon, 23 Nov 2026 11:00:00 GMT", 0],
    ["soon", undefined],
    ["-5", undefined],
    ["1.5", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("reads %j as %j ms", (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
