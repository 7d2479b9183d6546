import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { followStream, lines, openStream } from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { failureOf, textsOf } from "../reading.ts";
import { listen, serve, serveRaw, type TestServer } from "../stream-server.ts";

const servers: Pick<TestServer, "close">[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function started<T extends Pick<TestServer, "close">>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  servers.push(server);
  return server;
}

describe("connecting", () => {
  it.each([
    ["TLS that is never spoken", (url: string) => ({ url: url.replace("http:", "https:") })],
    ["a proxy that opens no tunnel", (url: string) => ({ url: "https://nowhere.invalid/", proxy: url })],
  ])("through %s ends at connectTimeoutMs, and frees the socket", async (_, optionsOf) => {
    const clock = new ManualClock();
    const silent = createServer((socket) => socket.on("error", () => socket.destroy()).resume());
    const server = await started(listen(silent));
    const connected = once(silent, "connection");
    const failure = failureOf({
      ...optionsOf(server.url),
      clock,
      connectTimeoutMs: 300,
      headersTimeoutMs: 9,
    });
    await connected;
    clock.advance(300);
    expect((await failure).error).toMatchObject({ code: "CONNECT_TIMEOUT", timeoutMs: 300 });
    await server.idle();
    expect(clock.pendingTimers).toBe(0);
  });

  it("has one time for all redirects together", async () => {
    const clock = new ManualClock();
    const silent = await started(listen(createServer((socket) => socket.resume())));
    const first = await started(
      serve((_, response) =>
        response.writeHead(302, { location: silent.url.replace("http:", "https:") }).end(),
      ),
    );
    let made = false;
    const headers = async () => {
      clock.advance(200);
      made = true;
      return {};
    };
    const failure = failureOf({ url: first.url, headers, clock, connectTimeoutMs: 300 });
    await clock.timerOf(100);
    expect(made).toBe(true);
    clock.advance(100);
    expect((await failure).error).toMatchObject({ code: "CONNECT_TIMEOUT" });
  });
});

describe("headers that come with the first event only", () => {
  /** Sends headers and an event when it is told to. */
  async function late(): Promise<TestServer & { asked: Promise<void>; send(): void }> {
    const asked = Promise.withResolvers<void>();
    let held: Socket | undefined;
    const server = await started(
      serveRaw((socket) => {
        held = socket;
        asked.resolve();
      }),
    );
    return {
      ...server,
      asked: asked.promise,
      send: () => held?.end("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nfirst\n"),
    };
  }

  it.each([
    ["as the idle timeout lasts", {}, 119_999],
    ["as an idle timeout of their own lasts", { idleTimeoutMs: 500_000 }, 499_999],
    ["as headersTimeoutMs says", { headersTimeoutMs: 400_000 }, 399_999],
    ["as it takes, with an idle timeout of 0", { idleTimeoutMs: 0 }, 86_400_000],
    ["as it takes, with headersTimeoutMs 0", { headersTimeoutMs: 0 }, 86_400_000],
  ])("are waited for as long %s", async (_, options, waitMs) => {
    const clock = new ManualClock();
    const server = await late();
    const texts = textsOf(openStream({ url: server.url, format: lines(), clock, ...options }));
    await server.asked;
    clock.advance(waitMs);
    server.send();
    expect(await texts).toEqual(["first"]);
  });

  it.each([
    [{}, 120_000],
    [{ idleTimeoutMs: 5_000 }, 5_000],
    [{ idleTimeoutMs: () => 7_000 }, 7_000],
    [{ headersTimeoutMs: 2_000 }, 2_000],
  ])("with %j are an error of their own after %i ms", async (options, timeoutMs) => {
    const clock = new ManualClock();
    const server = await late();
    const failure = failureOf({ url: server.url, clock, ...options });
    await server.asked;
    clock.advance(timeoutMs);
    expect((await failure).error).toMatchObject({ code: "HEADERS_TIMEOUT", timeoutMs });
    await server.idle();
    expect(clock.pendingTimers).toBe(0);
  });

  it("count as a silence that the stream may have, where the idle timeout is learned", async () => {
    const clock = new ManualClock();
    const closedAtMs: number[] = [];
    let live: ServerResponse | undefined;
    let asked = Promise.withResolvers<void>();
    const server = await started(
      serve((_, response) => {
        live = response;
        if (server.requests.length === 1) response.write("0\n");
        asked.resolve();
      }),
    );
    const stream = followStream({
      url: server.url,
      format: lines(),
      clock,
      idleTimeoutMs: { learn: { floorMs: 1_000, ceilingMs: 4_000, factor: 2 } },
      sleep: async () => undefined,
      onConnection: (event) => {
        if (event.kind === "closed") closedAtMs.push(clock.now());
      },
    });
    const frames = stream[Symbol.asyncIterator]();
    for (let count = 0; count < 10; count++) {
      expect((await frames.next()).value).toMatchObject({ text: `${count}` });
      clock.advance(500);
      live?.write(`${count + 1}\n`);
    }
    await frames.next();
    const startedAtMs = clock.now();
    asked = Promise.withResolvers();
    live?.end();
    const rest = frames.next();
    for (const waitMs of [1_000, 2_000, 4_000]) {
      await asked.promise;
      asked = Promise.withResolvers();
      clock.advance(waitMs);
    }
    await asked.promise;
    await stream.close();
    await rest;
    expect(closedAtMs.slice(0, 4).map((atMs) => atMs - startedAtMs)).toEqual([0, 1_000, 3_000, 7_000]);
  });

  it.each([
    { headersTimeoutMs: -1 },
    { headersTimeoutMs: 3e9 },
    { eventTimeoutMs: -1 },
    { eventTimeoutMs: NaN },
  ])("%j is refused", (options) => {
    expect(() => openStream({ url: "http://127.0.0.1:9/", ...options })).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID" }),
    );
  });
});
