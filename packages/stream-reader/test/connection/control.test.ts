import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import {
  type ControlRule,
  endOnEvent,
  endOnStatus,
  type Frame,
  lines,
  ndjson,
  type OpenStreamOptions,
  openStream,
  sse,
} from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { failureOf, textsOf } from "../reading.ts";
import { serve, type TestServer } from "../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

async function serving(body: string, status = 200, headers: Record<string, string> = {}): Promise<void> {
  server = await serve((_, response) => response.writeHead(status, headers).end(body));
}

/** A frame by its text, what is control by its action and cursor. */
function seen(frames: readonly Frame[]) {
  return frames.map(({ text, control }) => (control === undefined ? text : [control.action, control.cursor]));
}

const WATCH: readonly ControlRule[] = [
  { pointer: "/type", value: "BOOKMARK", action: "cursor", cursorOf: "/rv" },
  { pointer: "/type", value: "PING", action: "ignore" },
  { pointer: "/code", value: 410, action: "restart", cursorOf: "/from" },
  { pointer: "/type", value: "ERROR", action: "failure" },
  { pointer: "/type", value: ["BYE", "END"], action: "end" },
];
const BODY = ['{"n":1}', '{"type":"PING"}', '{"type":"BOOKMARK","rv":12345678901234567890}', '{"n":2}']
  .map((line) => `${line}\n`)
  .join("");

function options(given: Partial<OpenStreamOptions> = {}): OpenStreamOptions {
  return { url: server.url, format: ndjson(), control: WATCH, ...given };
}

describe("a control frame", () => {
  it("that is no event is dropped", async () => {
    await serving(BODY);
    const stream = openStream(options());
    expect(await textsOf(stream)).toEqual(['{"n":1}', '{"n":2}']);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: true });
  });

  it("is handed over in its place, with its cursor by its own digits", async () => {
    await serving(BODY);
    const { frames } = await failureOf(options({ controlFrames: "deliver" }));
    expect(seen(frames)).toEqual([
      '{"n":1}',
      ["ignore", undefined],
      ["cursor", "12345678901234567890"],
      '{"n":2}',
    ]);
    expect(frames[2]?.json()).toMatchObject({ type: "BOOKMARK" });
    expect(Buffer.from(frames[1]?.bytes ?? []).toString()).toBe('{"type":"PING"}');
  });

  it("of SSE keeps its name, id and retry, and its id is in force after it", async () => {
    await serving("data: a\n\nevent: ping\nid: 7\nretry: 20\ndata\n\ndata: b\n\n");
    const control: ControlRule[] = [{ event: "ping", action: "ignore", cursorOf: "sse" }];
    const stream = openStream(options({ format: sse(), control, controlFrames: "deliver" }));
    const frames: Frame[] = [];
    for await (const frame of stream) frames.push(frame);
    expect(frames[1]).toMatchObject({ event: "ping", id: "7", lastEventId: "7", retryMs: 20 });
    expect(frames[1]?.control).toEqual({ action: "ignore", cursor: "7" });
    expect(frames[2]).toMatchObject({ text: "b", lastEventId: "7" });
    expect(stream).toMatchObject({ lastEventId: "7", retryMs: 20 });
  });

  it("ends the stream, and is not delivered", async () => {
    for (const type of ["BYE", "END"]) {
      await serving(`{"n":1}\n{"type":"${type}"}\n{"n":2}\n`);
      const stream = openStream(options({ controlFrames: "deliver" }));
      expect(await textsOf(stream)).toEqual(['{"n":1}']);
      expect(stream.finish).toMatchObject({ kind: "ended", frame: { text: `{"type":"${type}"}` } });
      await server.close();
    }
  });

  it("says in the words of end signals what ended the stream", async () => {
    for (const [rule, signal] of [
      [
        { event: "a", action: "end" },
        { kind: "event", event: "a" },
      ],
      [
        { pointer: "/a", value: 1, action: "end" },
        { kind: "json", pointer: "/a", value: 1 },
      ],
      [
        { event: "a", text: '{"a":1}', action: "end" },
        {
          kind: "all",
          signals: [
            { kind: "event", event: "a" },
            { kind: "data", data: '{"a":1}' },
          ],
        },
      ],
      [
        { pointer: "/b", exists: false, action: "end" },
        { kind: "predicate", name: "no /b" },
      ],
    ] satisfies [ControlRule, object][]) {
      await serving('event: a\ndata: {"a":1}\n\n');
      const stream = openStream(options({ format: sse(), control: [rule] }));
      expect(await textsOf(stream)).toEqual([]);
      expect(stream.finish).toMatchObject({ kind: "ended", signal });
      await server.close();
    }
  });

  it("that cannot go on is an error that has the cursor, after the frames before it", async () => {
    await serving('{"n":1}\n{"code":410,"from":77}\n{"n":2}\n');
    const { error, frames } = await failureOf(options());
    expect(seen(frames)).toEqual(['{"n":1}']);
    expect(error).toMatchObject({
      code: "STREAM_RESTART",
      cursor: "77",
      excerpt: '{"code":410,"from":77}',
      message: expect.stringContaining("from the error's cursor"),
    });
    await server.idle();
  });

  it("that repeats Basic credentials is an error that shows neither them nor the password", async () => {
    await serving('{"type":"ERROR","why":"no anna:my-word here; my-word is wrong"}\n');
    const authorization = `Basic ${Buffer.from("anna:my-word").toString("base64")}`;
    const { error } = await failureOf(options({ headers: { authorization } }));
    expect((error as Error).message).toContain("no *** here; *** is wrong");
  });

  it.each([
    [JSON.stringify({ connection_init: { payload: { token: "my word!" } } })],
    [Buffer.from('{"list":["other-one",{"token":"my word!"}]}')],
    ["grant=x&token=my+word%21"],
  ])("that repeats what the body said is an error that does not show it", async (body) => {
    await serving('{"type":"ERROR","why":"no my word! here"}\n');
    const { error } = await failureOf(options({ body, method: "POST" }));
    expect((error as Error).message).toContain("no *** here");
  });

  it("that is a failure is an error that shows no secret of the request", async () => {
    await serving(
      `{"n":1}\n{"type":"ERROR","key":"very-secret-key","why":"${"x".repeat(5_000_000)}`.slice(0, 4_000_000) +
        '"}\n',
    );
    const { error, frames } = await failureOf(
      options({ headers: { authorization: "Bearer very-secret-key" } }),
    );
    expect(seen(frames)).toEqual(['{"n":1}']);
    expect(error).toMatchObject({ code: "STREAM_FAILURE", status: undefined });
    expect((error as Error).message).not.toContain("very-secret-key");
    expect((error as Error).message.length).toBeLessThan(400);
    expect((error as { excerpt: string }).excerpt.length).toBeLessThanOrEqual(1024);
  });

  it("counts before an end signal, and what comes after what ends the reading does not count", async () => {
    await serving("event: done\ndata: 1\n\nevent: stop\ndata: 2\n\nevent: fail\ndata: 3\n\n");
    const stream = openStream(
      options({
        format: sse(),
        endSignals: [endOnEvent("done"), endOnEvent("stop")],
        control: [
          { event: "done", action: "ignore" },
          { event: "fail", action: "failure" },
        ],
      }),
    );
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toMatchObject({ kind: "ended", frame: { text: "2" } });
  });

  it("is dropped in batches too, which are never empty", async () => {
    const live: ServerResponse[] = [];
    server = await serve((_, response) => {
      live.push(response);
      response.write('{"type":"PING"}\n');
    });
    const stream = openStream(options());
    const batches = stream.batches();
    const first = batches.next();
    while (stream.bytesReceived === 0) await new Promise((resolve) => setImmediate(resolve));
    live[0]?.end('{"type":"PING"}\n{"n":1}\n{"type":"PING"}\n');
    expect((await first).value).toMatchObject([{ text: '{"n":1}' }]);
    expect(await batches.next()).toMatchObject({ done: true, value: { kind: "closed" } });
  });

  it("breaks a frame that is rejected out of the order no more than others", async () => {
    await serving('1\n"too long"\n{"type":"PING"}\n{broken}\n2\n');
    const { frames } = await failureOf(
      options({
        format: ndjson({ validate: true }),
        maxFrameBytes: 15,
        rejected: "deliver",
        controlFrames: "deliver",
        control: [...WATCH, { pointer: "/n", exists: false, action: "failure" }].slice(0, 2) as ControlRule[],
      }),
    );
    expect(frames.map(({ rejected, control }) => rejected?.cause.code ?? control?.action)).toEqual([
      undefined,
      undefined,
      "ignore",
      "FRAME_INVALID",
      undefined,
    ]);
  });

  it("is no event to the timeout of events, dropped or not", async () => {
    for (const controlFrames of ["drop", "deliver"] as const) {
      const clock = new ManualClock();
      let live: ServerResponse | undefined;
      server = await serve((_, response) => {
        live = response;
        response.write("1\n");
      });
      const stream = openStream({
        url: server.url,
        format: lines(),
        control: [{ text: "ping", action: "ignore" }],
        controlFrames,
        clock,
        idleTimeoutMs: 2_000,
        eventTimeoutMs: 5_000,
      });
      const texts: string[] = [];
      const over = (async () => {
        for await (const { text } of stream) texts.push(text);
      })().catch((error: unknown) => error);
      await clock.timerOf(5_000);
      while (texts.length < 1) await new Promise((resolve) => setImmediate(resolve));
      for (let count = 0; count < 4; count++) {
        const { bytesReceived } = stream;
        clock.advance(1_000);
        live?.write("ping\n");
        while (stream.bytesReceived === bytesReceived) await new Promise((resolve) => setImmediate(resolve));
        if (controlFrames === "deliver") {
          while (texts.length < count + 2) await new Promise((resolve) => setImmediate(resolve));
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      clock.advance(1_000);
      expect(await over).toMatchObject({ code: "EVENT_TIMEOUT" });
      expect(texts).toEqual(controlFrames === "drop" ? ["1"] : ["1", "ping", "ping", "ping", "ping"]);
      expect(clock.pendingTimers).toBe(0);
      await server.close();
    }
  });
});

describe("a refusal that a rule names", () => {
  const control: ControlRule[] = [
    { status: [400, 410], pointer: "/reason", value: "Expired", action: "restart", cursorOf: "/oldest" },
    { status: 503, text: "down for good", action: "end" },
    { status: "5xx", action: "failure" },
    { status: 204, action: "failure" },
  ];

  it("restarts by what its body says", async () => {
    await serving('{"reason":"Expired","oldest":12}', 410);
    const { error } = await failureOf(options({ control, endSignals: [endOnStatus(410)] }));
    expect(error).toMatchObject({ code: "STREAM_RESTART", status: 410, cursor: "12" });
    await server.idle();
  });

  it("is what it was when its body says something else", async () => {
    await serving('{"reason":"Gone"}', 410);
    const stream = openStream(options({ control, endSignals: [endOnStatus(410)] }));
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toMatchObject({ kind: "ended", signal: { kind: "status", status: 410 } });
    const { error } = await failureOf(options({ control }));
    expect(error).toMatchObject({ code: "STREAM_REFUSED", status: 410 });
  });

  it("ends the stream", async () => {
    await serving("down for good", 503);
    const stream = openStream(options({ control }));
    expect(await stream.open()).toMatchObject({ status: 503, ended: { kind: "status", status: 503 } });
    expect(await textsOf(stream)).toEqual([]);
    await server.idle();
  });

  it("is a failure, with the time that it asks for", async () => {
    await serving("overloaded", 502, { "retry-after": "7" });
    const { error } = await failureOf(options({ control }));
    expect(error).toMatchObject({ code: "STREAM_FAILURE", status: 502, retryAfterMs: 7_000 });
    expect((error as Error).message).toMatch(/says that it fails \(status 502, overloaded\)/);
  });

  it("is so before 204 ends the stream", async () => {
    await serving("", 204);
    expect((await failureOf(options({ control }))).error).toMatchObject({
      code: "STREAM_FAILURE",
      status: 204,
    });
    expect((await failureOf(options({ control: [] }))).error).toBeUndefined();
  });
});
