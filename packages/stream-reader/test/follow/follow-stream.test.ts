import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { getEventListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import {
  type ConnectionEvent,
  endOnJson,
  FOLLOW_CHANNEL,
  type FollowStreamOptions,
  followStream,
  lines,
  StreamConsumedError,
  StreamExhaustedError,
  StreamOptionError,
  StreamRefusedError,
  sse,
} from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { serve, serveRaw, type TestServer } from "../stream-server.ts";
import { follow, readAll, refuse, send, sendAndReset, sendAndStall, serveInTurn, told } from "./support.ts";

let server: TestServer;
afterEach(() => server?.close());

describe("a stream that is followed", () => {
  it("is one iteration over all connections, until the source says that it is over", async () => {
    server = await serveInTurn(send('{"n":1}\n'), send('{"n":2}\n{"n":3}\n'), refuse(204));
    const following = follow({ url: server.url });
    expect((await readAll(following)).texts).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(following.stream.finish).toEqual({ kind: "ended", signal: { kind: "status", status: 204 } });
    expect(following.stream.totals).toEqual({
      connections: 3,
      bytesReceived: 24,
      truncatedRecords: 0,
      truncatedBytes: 0,
      cursorsForgotten: 0,
    });
    await server.idle();
  });

  it("ends at an end signal in the data, and gives the frame that said so", async () => {
    server = await serveInTurn(send('{"n":1}\n'), send('{"n":2}\n{"type":"end"}\n{"n":3}\n'));
    const following = follow({ url: server.url, endSignals: [endOnJson("/type", "end")] });
    expect((await readAll(following)).texts).toEqual(['{"n":1}', '{"n":2}']);
    expect(following.stream.finish).toMatchObject({ kind: "ended", frame: { text: '{"type":"end"}' } });
    expect(server.requests).toHaveLength(2);
  });

  it("gives batches, and how it finished as the value of the generator", async () => {
    server = await serveInTurn(send("1\n2\n"), send("3\n"));
    const batches = follow({ url: server.url }).stream.batches();
    expect((await batches.next()).value).toMatchObject([{ text: "1" }, { text: "2" }]);
    expect((await batches.next()).value).toMatchObject([{ text: "3" }]);
    expect(await batches.next()).toMatchObject({ done: true, value: { kind: "ended" } });
  });

  it("outlives one 502", async () => {
    server = await serveInTurn(refuse(502), send("1\n"));
    expect((await readAll(follow({ url: server.url }))).texts).toEqual(["1"]);
    expect(server.requests).toHaveLength(3);
  });

  it("outlives a connection that cannot be made, and one that breaks before the headers", async () => {
    let count = 0;
    server = await serveRaw((socket) => {
      count += 1;
      if (count < 3) socket.resetAndDestroy();
      else if (count === 3) socket.end("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n1\n");
      else socket.end("HTTP/1.1 204 No Content\r\n\r\n");
    });
    const following = follow({ url: server.url });
    expect((await readAll(following)).texts).toEqual(["1"]);
    expect(told(following.events).slice(0, 3)).toEqual(["connecting", "closed: lost", "waiting"]);
  });

  it("never joins half a record, or half a character, with what the next connection sends", async () => {
    server = await serveInTurn(
      sendAndReset('{"n":1}\n{"n":'),
      send('2}\n{"n":3}\n'),
      sendAndReset(Buffer.from("« é").subarray(0, 4)),
      send(Buffer.from("« é\n").subarray(4).toString("latin1")),
      send("whole\n"),
    );
    const following = follow({ url: server.url, format: lines() });
    const { texts } = await readAll(following);
    expect(texts.slice(0, 3)).toEqual(['{"n":1}', "2}", '{"n":3}']);
    expect(texts.at(-1)).toBe("whole");
    expect(texts).not.toContain("« é");
    expect(following.stream.totals).toMatchObject({ truncatedRecords: 2, truncatedBytes: 9 });
  });

  it("holds one connection at a time, however often it breaks", async () => {
    let open = 0;
    let most = 0;
    let count = 0;
    server = await serve((request, response) => {
      open += 1;
      most = Math.max(most, open);
      request.socket.once("close", () => {
        open -= 1;
      });
      count += 1;
      if (count > 60) refuse(204)(response, request);
      else if (count % 3 === 0) refuse(503)(response, request);
      else sendAndReset(`${count}\n`)(response, request);
    });
    const clock = new ManualClock();
    const { signal } = new AbortController();
    const following = follow({ url: server.url, clock, signal });
    const { texts } = await readAll(following);
    expect(texts).toHaveLength(40);
    // A source notices a little later than its client that a connection is gone.
    expect(most).toBeLessThanOrEqual(2);
    const inTurn = following.events.filter(({ kind }) => kind === "connecting" || kind === "closed");
    expect(inTurn.map(({ kind }) => kind)).toEqual(Array(61).fill(["connecting", "closed"]).flat());
    expect(clock.pendingTimers).toBe(0);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    await server.idle();
  });

  it("can be read only once", async () => {
    server = await serveInTurn();
    const { stream } = follow({ url: server.url });
    await readAll({ stream });
    expect(() => stream.batches()).toThrow(StreamConsumedError);
  });
});

describe("after a fault a stream that is followed", () => {
  it("waits longer and longer, from ranges that double", async () => {
    const clock = new ManualClock();
    server = await serveInTurn(refuse(500), refuse(500), refuse(500), refuse(500), send("1\n"));
    const following = follow({ url: server.url, clock, random: () => 0.5 });
    const read = readAll(following);
    for (const delayMs of [125, 250, 500]) {
      await clock.timerOf(delayMs);
      clock.advance(delayMs);
    }
    await clock.timerOf(1_000);
    clock.advance(1_000);
    expect((await read).texts).toEqual(["1"]);
    expect(delaysOf(following.events)).toEqual([0, 125, 250, 500, 1_000]);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    ["seconds", "7", 7_000],
    ["an HTTP date", "Thu, 01 Jan 2026 00:00:09 GMT", 9_000],
    ["more seconds than the cap", "3600", 60_000],
    ["a date after the cap", "Fri, 02 Jan 2026 00:00:00 GMT", 60_000],
  ])("honours Retry-After given as %s", async (_, value, delayMs) => {
    const clock = new ManualClock();
    server = await serveInTurn(refuse(429, { "retry-after": value }), send("1\n"));
    const following = follow({ url: server.url, clock, policy: { maxRetryAfterMs: 60_000 } });
    const read = readAll(following);
    await clock.timerOf(delayMs);
    clock.advance(delayMs - 1);
    expect(server.requests).toHaveLength(1);
    clock.advance(1);
    expect((await read).texts).toEqual(["1"]);
    expect(delaysOf(following.events)[0]).toBe(delayMs);
  });

  it("keeps to SSE's retry, over all connections from then on, up to its cap", async () => {
    const clock = new ManualClock();
    server = await serveInTurn(
      send("retry: 500\ndata: a\n\n"),
      refuse(503),
      send("retry: 99999999999\n\n"),
      send("data: b\n\n"),
    );
    const policy = { maxRetryMs: 5_000 };
    const following = follow({ url: server.url, format: sse(), clock, policy });
    const read = readAll(following);
    for (const delayMs of [500, 500, 5_000, 5_000]) {
      await clock.timerOf(delayMs);
      clock.advance(delayMs);
    }
    expect((await read).texts).toEqual(["a", "b"]);
    expect(delaysOf(following.events)).toEqual([500, 500, 5_000, 5_000]);
    expect(following.stream.retryMs).toBe(99_999_999_999);
  });

  it("detects a connection that has fallen silent, and opens another", async () => {
    const clock = new ManualClock();
    server = await serveInTurn(sendAndStall("1\n"), send("2\n"));
    const following = follow({ url: server.url, clock, idleTimeoutMs: 30_000 });
    const frames = following.stream[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ text: "1" });
    const next = frames.next();
    await turn();
    clock.advance(30_000);
    expect((await next).value).toMatchObject({ text: "2" });
    expect(following.events).toContainEqual(
      expect.objectContaining({ kind: "closed", why: "lost", code: "IDLE_TIMEOUT", bytesReceived: 2 }),
    );
    await following.stream.close();
  });

  it("asks for fresh headers at each connection, and says why", async () => {
    server = await serveInTurn(send("1\n"), refuse(401), send("2\n"), refuse(403), refuse(401));
    const contexts: object[] = [];
    const following = follow({
      url: server.url,
      headers: async (context) => {
        contexts.push(context);
        return { authorization: `Bearer ${context.attempt}` };
      },
    });
    const { texts, error } = await readAll(following);
    expect(texts).toEqual(["1", "2"]);
    expect(contexts).toEqual(
      [false, false, true, false, true].map((refresh, index) => ({
        attempt: index + 1,
        refresh,
        cursor: undefined,
      })),
    );
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => `Bearer ${attempt}`),
    );
    expect(error).toBeInstanceOf(StreamRefusedError);
    expect(following.stream.finish).toEqual({ kind: "refused", cause: error });
  });

  it("gives a headers function another chance when it fails", async () => {
    server = await serveInTurn(send("1\n"));
    let calls = 0;
    const headers = () => {
      calls += 1;
      if (calls === 1) throw new Error("no token");
      return {};
    };
    expect((await readAll(follow({ url: server.url, headers }))).texts).toEqual(["1"]);
  });

  it.each([410, 400, 301])("throws what status %i says, for no retry can mend it", async (status) => {
    server = await serveInTurn(send("1\n"), refuse(status));
    const following = follow({ url: server.url, headers: { location: "/elsewhere" } });
    const { texts, error } = await readAll(following);
    expect(texts).toEqual(["1"]);
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status });
    expect(following.stream.finish).toEqual({ kind: "refused", cause: error });
  });

  it("throws data that every connection would meet again, after what came before it", async () => {
    server = await serveInTurn(send("1\nno JSON\n"));
    const following = follow({ url: server.url });
    const { texts, error } = await readAll(following);
    expect(texts).toEqual(["1"]);
    expect(error).toMatchObject({ code: "FRAME_INVALID" });
    expect(following.stream.finish).toBeUndefined();
    expect(told(following.events)).toEqual(["connecting", "open", "closed: failed"]);
    await server.idle();
  });

  it("gives up when the policy's faults in a row are used up, and says what the last one was", async () => {
    server = await serveInTurn(refuse(503), refuse(503), refuse(502), send("1\n"));
    const following = follow({ url: server.url, policy: { maxAttempts: 3, soundAfterMs: 0 } });
    const { error } = await readAll(following);
    expect(error).toBeInstanceOf(StreamExhaustedError);
    expect(error).toMatchObject({ code: "STREAM_EXHAUSTED", limit: "maxAttempts", cause: { status: 502 } });
    expect(following.stream.finish).toEqual({ kind: "exhausted", cause: error });
    expect(server.requests).toHaveLength(3);
  });

  it("gives up when the stream has been down for too long", async () => {
    const clock = new ManualClock();
    server = await serve((_, response) => response.writeHead(503, { "retry-after": "4" }).end());
    const following = follow({ url: server.url, clock, policy: { maxElapsedMs: 10_000 } });
    const read = readAll(following);
    for (let pause = 0; pause < 2; pause += 1) {
      await clock.timerOf(4_000);
      clock.advance(4_000);
    }
    expect((await read).error).toMatchObject({
      limit: "maxElapsedMs",
      reason: expect.stringContaining("503"),
    });
  });

  it("stays closed after a proper close when the policy says so, and counts a reset as none", async () => {
    server = await serveInTurn(sendAndReset("1\n"), send("2\n"), send("3\n"));
    const following = follow({ url: server.url, policy: { reopenClosed: false } });
    expect((await readAll(following)).texts).toEqual(["1", "2"]);
    expect(following.stream.finish).toEqual({ kind: "closed" });
  });
});

describe("the consumer of a stream that is followed", () => {
  it("ends it by leaving the loop, and the socket is freed", async () => {
    server = await serveInTurn(sendAndStall("1\n2\n"));
    const following = follow({ url: server.url });
    for await (const _ of following.stream) break;
    expect(following.stream.finish).toEqual({ kind: "aborted" });
    expect(told(following.events)).toEqual(["connecting", "open", "closed: aborted"]);
    await server.idle();
  });

  it("ends a wait by leaving it, for bytes and for the next connection", async () => {
    server = await serveInTurn(sendAndStall("1\n"));
    const { stream } = follow({ url: server.url, idleTimeoutMs: 0 });
    const frames = stream[Symbol.asyncIterator]();
    await frames.next();
    const waiting = frames.next();
    await frames.return({ kind: "aborted" });
    expect(await waiting).toEqual({ done: true, value: { kind: "aborted" } });
    await server.idle();

    const pausing = Promise.withResolvers<void>();
    const refused = follow({
      url: server.url,
      headers: () => Promise.reject(new Error("no token")),
      sleep: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve(), { once: true });
          pausing.resolve();
        }),
      random: () => 0.5,
    });
    const batches = refused.stream.batches();
    const next = batches.next();
    await pausing.promise;
    await batches.return({ kind: "aborted" });
    expect(await next).toEqual({ done: true, value: { kind: "aborted" } });
  });

  it("frees the socket by leaving the loop, even when its listener throws then", async () => {
    server = await serveInTurn(sendAndStall("1\n"));
    const onConnection = ({ kind }: ConnectionEvent) => {
      if (kind === "closed") throw new Error("listener");
    };
    const { stream } = follow({ url: server.url, onConnection });
    const frames = stream.batches();
    await frames.next();
    await expect(frames.return({ kind: "aborted" })).rejects.toThrow("listener");
    await server.idle();
  });

  it("stops it softly: what has come is delivered, and no other connection is opened", async () => {
    server = await serveInTurn(sendAndStall("1\n2\n"));
    const { stream } = follow({ url: server.url });
    const texts: string[] = [];
    for await (const frame of stream) {
      texts.push(frame.text);
      stream.stop();
    }
    expect(texts).toEqual(["1", "2"]);
    expect(stream.finish).toEqual({ kind: "aborted" });
    await server.idle();
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, (stream: ReturnType<typeof follow>["stream"], abort: () => void) => unknown]>([
    ["stop()", (stream) => stream.stop()],
    ["close()", (stream) => stream.close()],
    ["its signal", (_, abort) => abort()],
  ])("ends a pause by %s", async (_, end) => {
    const clock = new ManualClock();
    const controller = new AbortController();
    server = await serveInTurn(refuse(503, { "retry-after": "60" }));
    const following = follow({ url: server.url, clock, signal: controller.signal });
    const read = readAll(following);
    await clock.timerOf(60_000);
    await end(following.stream, () => controller.abort());
    expect(await read).toEqual({ texts: [], error: undefined });
    expect(following.stream.finish).toEqual({ kind: "aborted" });
    expect(clock.pendingTimers).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it("ends a request that gets no answer by its signal", async () => {
    let asked: () => void = () => undefined;
    const request = new Promise<void>((resolve) => {
      asked = resolve;
    });
    server = await serve(() => asked());
    const controller = new AbortController();
    const following = follow({ url: server.url, signal: controller.signal });
    const read = readAll(following);
    await request;
    controller.abort();
    expect(await read).toEqual({ texts: [], error: undefined });
    expect(following.stream.finish).toEqual({ kind: "aborted" });
    await server.idle();
  });

  it("hears its listener's error once, from the iteration, when the signal ends it", async () => {
    server = await serveInTurn(sendAndStall("1\n"));
    const controller = new AbortController();
    const onConnection = ({ kind }: ConnectionEvent) => {
      if (kind === "closed") throw new Error("listener");
    };
    const { stream } = follow({ url: server.url, signal: controller.signal, onConnection });
    const frames = stream[Symbol.asyncIterator]();
    await frames.next();
    controller.abort();
    await expect(frames.next()).rejects.toThrow("listener");
    await server.idle();
  });

  it("asks for nothing when the signal has aborted before", async () => {
    server = await serveInTurn(send("1\n"));
    const following = follow({ url: server.url, signal: AbortSignal.abort() });
    expect(await readAll(following)).toEqual({ texts: [], error: undefined });
    expect(following.stream.finish).toEqual({ kind: "aborted" });
    expect(server.requests).toHaveLength(0);
  });

  it("is asked before each connection that is opened again, and may say no", async () => {
    server = await serveInTurn(send("1\n"), send("2\n"), send("3\n"));
    const asked: object[] = [];
    const following = follow({
      url: server.url,
      beforeReopen: async (step) => {
        asked.push(step);
        return asked.length < 2;
      },
    });
    expect((await readAll(following)).texts).toEqual(["1", "2"]);
    expect(following.stream.finish).toEqual({ kind: "aborted" });
    expect(asked).toEqual(Array(2).fill({ action: "reopen", delayMs: 0, reason: "closed by the source" }));
    expect(server.requests).toHaveLength(2);
  });

  it("hears its own errors from there, and from its listener", async () => {
    server = await serveInTurn(send("1\n"), send("2\n"));
    const beforeReopen = () => Promise.reject(new Error("no lease"));
    expect(await readAll(follow({ url: server.url, beforeReopen }))).toMatchObject({
      texts: ["1"],
      error: { message: "no lease" },
    });
    const onConnection = ({ kind }: ConnectionEvent) => {
      if (kind === "open") throw new Error("listener");
    };
    expect(await readAll(follow({ url: server.url, onConnection }))).toMatchObject({
      texts: [],
      error: { message: "listener" },
    });
    await server.idle();
  });

  it("does not let a slow hand lose a stream: the socket is paused, the idle timeout rests", async () => {
    const clock = new ManualClock();
    server = await serveInTurn(send("1\n2\n3\n"));
    const following = follow({ url: server.url, clock, idleTimeoutMs: 1_000 });
    const texts: string[] = [];
    for await (const frame of following.stream) {
      texts.push(frame.text);
      clock.advance(60_000);
    }
    expect(texts).toEqual(["1", "2", "3"]);
    expect(following.events.filter(({ kind }) => kind === "connecting")).toHaveLength(2);
  });
});

describe("what happens to connections", () => {
  it("is told in order, without the query, and published on a diagnostics channel", async () => {
    const sendWithCookies = (response: ServerResponse) => {
      response.setHeader("set-cookie", ["id=s3cret", "x=1"]).setHeader("x-node", ["a", "b"]).end("1\n");
    };
    server = await serveInTurn(sendWithCookies, refuse(503, { "retry-after": "0" }), refuse(204));
    const published: unknown[] = [];
    const listener = (message: unknown) => published.push(message);
    subscribe(FOLLOW_CHANNEL, listener);
    const following = follow({ url: `${server.url}?token=s3cret`, clock: new ManualClock() });
    await readAll(following);
    unsubscribe(FOLLOW_CHANNEL, listener);
    const atMs = Date.UTC(2026, 0, 1);
    const of = (attempt: number) => ({ attempt, atMs, target: server.url });
    const over = { bytesReceived: 0, truncatedBytes: 0 };
    expect(following.events).toEqual([
      { ...of(1), kind: "connecting", resumed: false, refresh: false },
      { ...of(1), kind: "open", status: 200, connectMs: 0, headers: expect.any(Object) },
      {
        ...of(1),
        ...over,
        kind: "closed",
        why: "closed",
        reason: "closed by the source",
        upMs: 0,
        bytesReceived: 2,
      },
      { ...of(2), kind: "waiting", delayMs: 0, reason: "closed by the source" },
      { ...of(2), kind: "connecting", resumed: false, refresh: false },
      {
        ...{ ...of(2), ...over, kind: "closed", why: "refused", code: "STREAM_REFUSED", status: 503 },
        reason: `${server.url} refused the stream with status 503, and asks to wait 0 ms`,
      },
      {
        ...{ ...of(3), kind: "waiting", delayMs: 0 },
        reason: `${server.url} refused the stream with status 503, and asks to wait 0 ms`,
      },
      { ...of(3), kind: "connecting", resumed: false, refresh: false },
      { ...of(3), ...over, kind: "closed", why: "ended", reason: "status:204" },
    ]);
    expect(published).toEqual(following.events);
    expect(following.events[1]).toMatchObject({ headers: { "x-node": "a, b" } });
    expect(following.events[1]).not.toHaveProperty(["headers", "set-cookie"]);
    expect(JSON.stringify(published)).not.toContain("s3cret");
  });
});

describe("options that cannot be used", () => {
  const url = "http://localhost/";

  it("are all listed in one error, before anything is requested", () => {
    const options = {
      url,
      policy: { maxDelayMs: -1, retries: 5 },
      cursor: "a\nb",
      cursorOf: "id",
      acknowledge: "never",
      idleTimeoutMs: { learn: { floorMs: 5, ceilingMs: 1 } },
      resume: { in: "cookie", name: "a", template: "{id}" },
    } as unknown as FollowStreamOptions;
    const failure = failureOf(() => followStream(options));
    expect(failure).toBeInstanceOf(StreamOptionError);
    expect(String(failure).split("\n- ")).toHaveLength(8);
  });

  it.each<[string, Partial<FollowStreamOptions>]>([
    ["resume is set but cursorOf is not", { resume: { in: "query", name: "since", template: "{id}" } }],
    ["is not a URL", { url: "nowhere" }],
    ["idleTimeoutMs is -1", { idleTimeoutMs: -1 }],
    ["cursor is", { cursor: "" }],
    ["cursor is", { cursor: "x".repeat(8_193) }],
    ["factor 1 or more", { idleTimeoutMs: { learn: { factor: 0.5 } } }],
    ["cursorOf is", { cursorOf: "/a~2" }],
  ])("are named: %s", (message, options) => {
    const failure = failureOf(() => followStream({ url, ...options }));
    expect(failure).toBeInstanceOf(StreamOptionError);
    expect(String(failure)).toContain(message);
  });
});

function failureOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

function delaysOf(events: readonly ConnectionEvent[]): number[] {
  return events.flatMap((event) => (event.kind === "waiting" ? [event.delayMs] : []));
}
