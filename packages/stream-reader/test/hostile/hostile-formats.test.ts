import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  auto,
  type ControlRule,
  type FrameFormat,
  followStream,
  jsonArray,
  lines,
  multipart,
  openStream,
} from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { failureOf } from "../reading.ts";
import { serveRaw, type TestServer } from "../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

const MULTIPART = "multipart/mixed; boundary=b";
const PINGS: readonly ControlRule[] = [{ text: "ping", action: "ignore" }];

/** Answers with a head and a start, and then writes for as long as the peer takes it. */
function pouring(contentType: string, start: string, piece: string): (socket: Socket) => void {
  const pieces = piece.repeat(Math.ceil(16_384 / piece.length));
  return (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: ${contentType}\r\n\r\n${start}`);
    const more = () => {
      while (!socket.destroyed && socket.write(pieces));
      if (!socket.destroyed) socket.once("drain", () => setImmediate(more));
    };
    more();
  };
}

describe("a source that pours", () => {
  it.each<[string, FrameFormat, string, string, string, string]>([
    [
      "a multipart body whose boundary never comes",
      multipart(),
      MULTIPART,
      "",
      "--a\r\n\r\nx\r\n",
      "FRAME_INVALID",
    ],
    ["the same in one line", auto(), MULTIPART, "", "x", "FRAME_INVALID"],
    ["headers of a part", multipart(), MULTIPART, "--b\r\n", "A: b\r\n", "FRAME_INVALID"],
    ["one header of a part", multipart(), MULTIPART, "--b\r\nA: ", "x", "FRAME_INVALID"],
    ["a part", multipart(), MULTIPART, "--b\r\n\r\n", "\r\n--", "FRAME_TOO_LARGE"],
    [
      "a part of a length",
      multipart(),
      MULTIPART,
      "--b\r\nContent-Length: 9007199254740991\r\n\r\n",
      "x",
      "FRAME_TOO_LARGE",
    ],
    [
      "more than the length of a part",
      multipart(),
      MULTIPART,
      "--b\r\nContent-Length: 0\r\n\r\n",
      "x\n",
      "FRAME_TOO_LARGE",
    ],
    ["nested arrays", jsonArray(), "application/json", "[", "[", "FRAME_TOO_LARGE"],
    ["an endless string", auto(), "application/json", '["', "\\\\", "FRAME_TOO_LARGE"],
  ])("%s ends with an error", async (_, format, contentType, start, piece, code) => {
    server = await serveRaw(pouring(contentType, start, piece));
    const { error, frames } = await failureOf({ url: server.url, format, maxFrameBytes: 1024 * 1024 });
    expect(error).toMatchObject({ code });
    expect(frames).toEqual([]);
    await server.idle();
  });

  it.each<[string, FrameFormat, string, string, string]>([
    ["parts without a body", multipart(), MULTIPART, "--b\r\n", "\r\n\r\n--b\r\n"],
    ["white space of an array", jsonArray(), "application/json", "[", " \n"],
    ["white space before any JSON", auto(), "application/json", "", " \n"],
    ["control frames", lines(), "text/plain", "", "ping\n"],
  ])("%s is given up at eventTimeoutMs, and can be left", async (_, format, contentType, start, piece) => {
    server = await serveRaw(pouring(contentType, start, piece));
    for (const open of [openStream, followStream]) {
      const clock = new ManualClock();
      const options = { url: server.url, format, clock, control: PINGS, eventTimeoutMs: 5_000 };
      const stream = open({ ...options, ...(open === followStream && { policy: { maxAttempts: 1 } }) });
      const next = stream[Symbol.asyncIterator]().next();
      const failure = next.catch((error: unknown) => error);
      await clock.timerOf(5_000);
      clock.advance(5_000);
      expect(await failure).toMatchObject(
        open === openStream ? { code: "EVENT_TIMEOUT" } : { cause: { code: "EVENT_TIMEOUT" } },
      );
      const left = open({ ...options, eventTimeoutMs: 0 });
      const frame = left[Symbol.asyncIterator]().next();
      while (("totals" in left ? left.totals : left).bytesReceived < 100_000) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await left.close();
      expect(await frame).toMatchObject({ done: true, value: { kind: "aborted" } });
      expect(clock.pendingTimers).toBe(0);
    }
    await server.idle();
  });

  it("failures, and nothing else, is asked again ever more seldom", async () => {
    server = await serveRaw(pouring("text/plain", "", "failed\n"));
    const clock = new ManualClock();
    const delays: number[] = [];
    const stream = followStream({
      url: server.url,
      format: lines(),
      clock,
      random: () => 0,
      control: [{ text: "failed", action: "failure" }],
      sleep: async (ms) => {
        delays.push(ms);
        if (delays.length === 8) stream.stop();
      },
    });
    for await (const _ of stream) throw new Error("a failure is no event");
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    await server.idle();
  });
});
