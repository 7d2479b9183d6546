import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { type FrameFormat, followStream, lines, ndjson, openStream, sse } from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { serve, type TestServer } from "../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

const FORMATS: [string, FrameFormat, event: string, heartbeat: string][] = [
  ["comments of SSE", sse(), "data: 1\n\n", ": heartbeat\n\n"],
  ["blank lines of NDJSON", ndjson(), "1\n", "\n"],
  ["blank lines", lines(), "1\n", "\r\n"],
];

describe("a silence of events", () => {
  it.each(FORMATS)("is one in spite of %s", async (_, format, event, heartbeat) => {
    const clock = new ManualClock();
    let live: ServerResponse | undefined;
    server = await serve((_, response) => {
      live = response;
      response.write(event);
    });
    const stream = openStream({
      url: server.url,
      format,
      clock,
      idleTimeoutMs: 2_000,
      eventTimeoutMs: 5_000,
    });
    const frames = stream[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ text: "1" });
    const next = frames.next().catch((error: unknown) => error);
    await clock.timerOf(5_000);
    for (let count = 0; count < 4; count++) {
      const { bytesReceived } = stream;
      clock.advance(1_000);
      live?.write(heartbeat);
      while (stream.bytesReceived === bytesReceived) await new Promise((resolve) => setImmediate(resolve));
    }
    clock.advance(1_000);
    expect(await next).toMatchObject({
      code: "EVENT_TIMEOUT",
      timeoutMs: 5_000,
      message: expect.stringContaining("eventTimeoutMs"),
    });
    await server.idle();
    expect(clock.pendingTimers).toBe(0);
  });

  it("is broken by an event, and does not run while the consumer takes its time", async () => {
    const clock = new ManualClock();
    let live: ServerResponse | undefined;
    server = await serve((_, response) => {
      live = response;
      response.write("1\n");
    });
    const stream = openStream({ url: server.url, format: lines(), clock, eventTimeoutMs: 5_000 });
    const frames = stream[Symbol.asyncIterator]();
    for (const text of ["1", "2", "3"]) {
      expect((await frames.next()).value).toMatchObject({ text });
      clock.advance(60_000);
      live?.write(`${Number(text) + 1}\n`);
    }
    await frames.return?.({ kind: "aborted", bytesReceived: 0 });
  });

  it("is opened again by followStream", async () => {
    const clock = new ManualClock();
    server = await serve((_, response) => {
      if (server.requests.length === 2) response.writeHead(204).end();
      else response.write(": only heartbeats\n\n");
    });
    const codes: unknown[] = [];
    const stream = followStream({
      url: server.url,
      format: sse(),
      clock,
      eventTimeoutMs: 5_000,
      sleep: async () => undefined,
      onConnection: (event) => {
        if (event.kind === "closed") codes.push(event.code ?? event.why);
      },
    });
    const step = stream[Symbol.asyncIterator]().next();
    await clock.timerOf(5_000);
    clock.advance(5_000);
    expect(await step).toMatchObject({ done: true, value: { kind: "ended" } });
    expect(codes).toEqual(["EVENT_TIMEOUT", "ended"]);
  });
});
