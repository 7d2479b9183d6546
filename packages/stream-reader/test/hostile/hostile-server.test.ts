import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { lines, type OpenStreamOptions, openStream } from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { failureOf, textsOf } from "../reading.ts";
import { listen, serveRaw, type TestServer } from "../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

const HEAD = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n`;

/** Resolves when this process has no TCP socket left, those of the server included. */
async function socketsAreFreed(): Promise<void> {
  while (process.getActiveResourcesInfo().includes("TCPSocketWrap")) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Writes for as long as the peer takes it. */
function pour(socket: Socket, piece: () => string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece()));
    if (!socket.destroyed) socket.once("drain", () => setImmediate(more));
  };
  more();
}

describe("before there is a response", () => {
  it.each<[string, (socket: Socket) => void, string, OpenStreamOptions["maxHeaderBytes"]]>([
    [
      "garbage in place of HTTP",
      (socket) => socket.write("\u0000\u0001\u0002 what?\r\n\r\n"),
      "RESPONSE_MALFORMED",
      undefined,
    ],
    [
      "another protocol",
      (socket) => socket.write("SSH-2.0-OpenSSH_9.9\r\n"),
      "RESPONSE_MALFORMED",
      undefined,
    ],
    [
      "a bad status line",
      (socket) => socket.write("HTTP/1.1 2000 OK\r\n\r\n"),
      "RESPONSE_MALFORMED",
      undefined,
    ],
    [
      "a header without a colon",
      (socket) => socket.write(`${HEAD}nonsense\r\n\r\n`),
      "RESPONSE_MALFORMED",
      undefined,
    ],
    [
      "a content length that contradicts the transfer coding",
      (socket) => socket.write(`${HEAD}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
      "RESPONSE_MALFORMED",
      undefined,
    ],
    [
      "one endless header",
      (socket) => {
        socket.write(`${HEAD}x-long: `);
        pour(socket, () => "x".repeat(1024));
      },
      "HEADERS_TOO_LARGE",
      undefined,
    ],
    [
      "too many headers",
      (socket) => {
        socket.write(HEAD);
        pour(socket, () => "a: b\r\n");
      },
      "HEADERS_TOO_LARGE",
      undefined,
    ],
    [
      "headers over a bound of the caller's",
      (socket) => socket.write(`${HEAD}x: ${"x".repeat(600)}\r\n\r\n`),
      "HEADERS_TOO_LARGE",
      512,
    ],
    [
      "a flood of interim responses",
      (socket) => pour(socket, () => "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
      "INFORMATIONAL_UNEXPECTED",
      undefined,
    ],
    [
      "a 100 Continue that nobody waits for",
      (socket) => socket.write(`HTTP/1.1 100 Continue\r\n\r\n${HEAD}\r\n`),
      "INFORMATIONAL_UNEXPECTED",
      undefined,
    ],
    [
      "a switch of protocols that nobody asked for",
      (socket) => socket.write("HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
      "INFORMATIONAL_UNEXPECTED",
      undefined,
    ],
    ["the end of the connection", (socket) => socket.end(), "CONNECT_FAILED", undefined],
    [
      "the end of the connection amid the headers",
      (socket) => socket.end(`${HEAD}x-half: `),
      "CONNECT_FAILED",
      undefined,
    ],
    ["a reset", (socket) => socket.resetAndDestroy(), "CONNECT_FAILED", undefined],
  ])("%s ends in an error of its own, and frees the socket", async (_, answer, code, maxHeaderBytes) => {
    server = await serveRaw(answer);
    const options = maxHeaderBytes === undefined ? {} : { maxHeaderBytes };
    const { error, frames } = await failureOf({ url: server.url, ...options });
    expect(error).toMatchObject({ code });
    expect(frames).toEqual([]);
    await server.idle();
    await socketsAreFreed();
  });

  it.each<[string, (socket: Socket) => void]>([
    ["silence", () => undefined],
    ["headers that come byte by byte", (socket) => socket.write("H")],
    ["a header that never ends", (socket) => socket.write(`${HEAD}x-slow: 1`)],
    ["an interim response and no other", (socket) => socket.write("HTTP/1.1 102 Processing\r\n\r\n")],
  ])("%s ends at headersTimeoutMs, and frees the socket", async (_, answer) => {
    const clock = new ManualClock();
    const asked = Promise.withResolvers<void>();
    server = await serveRaw((socket) => {
      answer(socket);
      asked.resolve();
    });
    const failure = failureOf({ url: server.url, clock, headersTimeoutMs: 3_000 });
    await asked.promise;
    clock.advance(3_000);
    expect((await failure).error).toMatchObject({ code: "HEADERS_TIMEOUT" });
    await server.idle();
    expect(clock.pendingTimers).toBe(0);
  });

  it("a few interim responses are passed over", async () => {
    server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(16));
      socket.end(`${HEAD}content-length: 2\r\n\r\na\n`);
    });
    expect(await textsOf(openStream({ url: server.url, format: lines() }))).toEqual(["a"]);
  });
});

describe("amid a body", () => {
  it.each<[string, (socket: Socket) => void, object]>([
    [
      "the end before the last chunk",
      (socket) => socket.end(`${CHUNKED}2\r\na\n\r\n`),
      { clean: false, reason: "incomplete" },
    ],
    [
      "the end inside of a chunk",
      (socket) => socket.end(`${CHUNKED}9\r\na\nb`),
      { clean: false, reason: "incomplete", truncated: { bytes: Uint8Array.of(98) } },
    ],
    [
      "a content length that is not reached",
      (socket) => socket.end(`${HEAD}content-length: 99\r\n\r\na\n`),
      { clean: false, reason: "incomplete" },
    ],
    [
      "more than the content length",
      (socket) => socket.end(`${HEAD}content-length: 2\r\n\r\na\nsmuggled\n`),
      { clean: true },
    ],
    [
      "a chunk size that is none",
      (socket) => socket.write(`${CHUNKED}2\r\na\n\r\nzz\r\n`),
      { clean: false, reason: "malformed" },
    ],
    [
      "a chunk longer than it says",
      (socket) => socket.write(`${CHUNKED}2\r\na\nbbb\r\n`),
      { clean: false, reason: "malformed" },
    ],
    [
      "a chunk size beyond all numbers",
      (socket) => socket.write(`${CHUNKED}2\r\na\n\r\n${"f".repeat(40)}\r\n`),
      { clean: false, reason: "malformed" },
    ],
    [
      "endless trailers",
      (socket) => {
        socket.write(`${CHUNKED}2\r\na\n\r\n0\r\n`);
        pour(socket, () => "x-trailer: 1\r\n");
      },
      { clean: false, reason: "malformed" },
    ],
    ["trailers", (socket) => socket.end(`${CHUNKED}2\r\na\n\r\n0\r\nx-sum: 1\r\n\r\n`), { clean: true }],
    ["the end where nothing else marks it", (socket) => socket.end(`${HEAD}\r\na\n`), { clean: true }],
  ])("%s finishes as closed, and says whether it was clean and why", async (_, answer, finish) => {
    server = await serveRaw(answer);
    const stream = openStream({ url: server.url, format: lines() });
    expect(await textsOf(stream)).toEqual(["a"]);
    expect(stream.finish).toMatchObject({ kind: "closed", ...finish });
    await server.idle();
    await socketsAreFreed();
  });

  it("a reset finishes as closed, unclean", async () => {
    let peer: Socket | undefined;
    server = await serveRaw((socket) => {
      peer = socket;
      socket.write(`${CHUNKED}2\r\na\n\r\n`);
    });
    const stream = openStream({ url: server.url, format: lines() });
    for await (const _ of stream) peer?.resetAndDestroy();
    expect(stream.finish).toMatchObject({ kind: "closed", clean: false, reason: "reset" });
    await socketsAreFreed();
  });

  it.each<[string, (socket: Socket) => void]>([
    ["nothing more", () => undefined],
    ["chunk headers without end", (socket) => pour(socket, () => "0".repeat(1024))],
    [
      "an extension of a chunk without end",
      (socket) => {
        socket.write("5;");
        pour(socket, () => "x".repeat(1024));
      },
    ],
  ])("%s is given up at idleTimeoutMs, although the socket is open", async (_, answer) => {
    const clock = new ManualClock();
    server = await serveRaw((socket) => {
      socket.write(`${CHUNKED}2\r\na\n\r\n`);
      answer(socket);
    });
    const stream = openStream({ url: server.url, format: lines(), clock, idleTimeoutMs: 2_000 });
    const frames = stream[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ text: "a" });
    const silence = frames.next().catch((error: unknown) => error);
    await clock.timerOf(2_000);
    clock.advance(2_000);
    expect(await silence).toMatchObject({ code: "IDLE_TIMEOUT" });
    await server.idle();
  });

  it("a byte now and then keeps the connection, until the endless line is too large", async () => {
    const clock = new ManualClock();
    let drip: () => void = () => undefined;
    server = await serveRaw((socket) => {
      socket.write(`${CHUNKED}2\r\na\n\r\n`);
      drip = () => socket.write("1\r\nx\r\n");
    });
    const stream = openStream({
      url: server.url,
      format: lines(),
      clock,
      idleTimeoutMs: 2_000,
      maxFrameBytes: 3,
    });
    const frames = stream[Symbol.asyncIterator]();
    await frames.next();
    const next = frames.next().catch((error: unknown) => error);
    for (let byte = 1; byte <= 5; byte++) {
      clock.advance(900);
      drip();
      while (stream.bytesReceived < 2 + byte) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await next).toMatchObject({ code: "FRAME_TOO_LARGE", maxFrameBytes: 3 });
    await server.idle();
  });

  it("an endless line ends at maxFrameBytes", async () => {
    server = await serveRaw((socket) => {
      socket.write(CHUNKED);
      pour(socket, () => `400\r\n${"x".repeat(1024)}\r\n`);
    });
    const { error } = await failureOf({ url: server.url, format: lines(), maxFrameBytes: 1024 * 1024 });
    expect(error).toMatchObject({ code: "FRAME_TOO_LARGE" });
    await server.idle();
  });

  it("a half-open connection, whose peer is gone without a word, is given up at idleTimeoutMs", async () => {
    const clock = new ManualClock();
    server = await serveRaw((socket) => socket.write(`${CHUNKED}2\r\na\n\r\n`));
    const { port } = new URL(server.url);
    const between: Socket[] = [];
    const relay = createServer((near) => {
      const far = connect(Number(port), "127.0.0.1");
      between.push(near, far);
      near.pipe(far);
      far.pipe(near);
    });
    const listening = await listen(relay);
    const stream = openStream({ url: listening.url, format: lines(), clock, idleTimeoutMs: 2_000 });
    const frames = stream[Symbol.asyncIterator]();
    await frames.next();
    const [near, far] = between;
    near?.unpipe();
    far?.unpipe();
    far?.destroy();
    await once(far as Socket, "close");
    await server.idle();
    const silence = frames.next().catch((error: unknown) => error);
    await clock.timerOf(2_000);
    clock.advance(2_000);
    expect(await silence).toMatchObject({ code: "IDLE_TIMEOUT" });
    near?.resume();
    await listening.idle();
    await listening.close();
  });
});
