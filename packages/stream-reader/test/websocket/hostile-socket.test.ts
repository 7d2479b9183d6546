import { once } from "node:events";
import type { Socket } from "node:net";
import { constants, deflateRawSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { type OpenStreamOptions, openStream } from "../../src/index.ts";
import { READ_AHEAD_BYTES } from "../../src/limits.ts";
import { collectGarbage } from "../collect-garbage.ts";
import { failureOf, textsOf } from "../reading.ts";
import { clientFrames, frame, type SocketServer, serveRawSockets, serveSockets } from "./socket-server.ts";

const servers: Pick<SocketServer, "close">[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function servingRaw(...given: Parameters<typeof serveRawSockets>): Promise<SocketServer> {
  const server = await serveRawSockets(...given);
  servers.push(server);
  return server;
}

const DEFLATE = () => ["Sec-WebSocket-Extensions: permessage-deflate"];
const DEFLATE_WITHOUT_CONTEXT = () => [
  "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover",
];

/** As a server with per-message deflate sends it. */
function deflated(payload: string | Uint8Array): Buffer {
  const bytes = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH });
  return frame(1, bytes.subarray(0, -4), { compressed: true });
}

/** Sends these bytes, and reads all that comes. */
function send(...bytes: Buffer[]) {
  return (socket: Socket) => {
    socket.resume();
    socket.write(Buffer.concat(bytes));
  };
}

/** Resolves when more can be written, or nothing any more. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("drain", resolve).once("close", () => resolve());
  });
}

/** The close code that a client says. */
async function closeCodeOf(socket: Socket): Promise<number | undefined> {
  for await (const { opcode, payload } of clientFrames(socket))
    if (opcode === 8) return payload.readUInt16BE(0);
  return undefined;
}

const BOMB = Buffer.alloc(64 * 1024 * 1024, "a");
const CLOSE = frame(8, Uint8Array.of(3, 232));

describe("a message that inflates beyond the bound", () => {
  const maxFrameBytes = 1024 * 1024;

  it("is an error after the messages before it, and is inflated no further than the bound", async () => {
    const server = await servingRaw(send(deflated("small"), deflated(BOMB)), DEFLATE);
    const before = process.memoryUsage().arrayBuffers;
    const { error, frames } = await failureOf({ url: server.url, maxFrameBytes });
    expect(frames.map(({ text }) => text)).toEqual(["small"]);
    expect(error).toMatchObject({ code: "FRAME_TOO_LARGE" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(BOMB.length / 4);
    await server.idle();
  });

  it("is passed over where no later message can refer to it, otherwise an error all the same", async () => {
    const messages = [deflated("before"), deflated(BOMB), deflated("after"), CLOSE];
    const read = async (headers: () => string[]) => {
      const server = await servingRaw(send(...messages), headers);
      return failureOf({ url: server.url, maxFrameBytes, rejected: "deliver" });
    };
    const alone = await read(DEFLATE_WITHOUT_CONTEXT);
    expect(alone.error).toBeUndefined();
    expect(alone.frames.map(({ rejected, text }) => rejected?.cause.code ?? text)).toEqual([
      "before",
      "FRAME_TOO_LARGE",
      "after",
    ]);
    const together = await read(DEFLATE);
    expect(together.error).toMatchObject({ code: "FRAME_TOO_LARGE" });
  });

  it("many times within the bound is inflated no faster than it is read", async () => {
    const each = maxFrameBytes - 1;
    const count = 400;
    const server = await servingRaw((socket) => {
      socket.resume();
      socket.write(Buffer.concat(Array.from({ length: count }, () => deflated(BOMB.subarray(0, each)))));
      socket.write(CLOSE);
    }, DEFLATE);
    let messages = 0;
    let largestBatch = 0;
    for await (const batch of openStream({ url: server.url, maxFrameBytes }).batches()) {
      messages += batch.length;
      largestBatch = Math.max(
        largestBatch,
        batch.reduce((bytes, { bytes: { length } }) => bytes + length, 0),
      );
    }
    expect(messages).toBe(count);
    expect(largestBatch).toBeLessThan(READ_AHEAD_BYTES + maxFrameBytes);
    await server.idle();
  });

  it("is no matter for what is not DEFLATE, which is a coding that is wrong", async () => {
    const server = await servingRaw(send(frame(1, "no DEFLATE at all", { compressed: true })), DEFLATE);
    const { error } = await failureOf({ url: server.url });
    expect(error).toMatchObject({ code: "CONTENT_ENCODING_INVALID", coding: "deflate" });
    await server.idle();
  });
});

describe("a server that never ends a message", () => {
  it.each([
    ["in large fragments", 4096],
    ["in fragments of one byte", 1],
    ["in frames whose length it announces, and more", 100_000],
  ])("%s reaches the bound, and no more is kept", async (_, size) => {
    const maxFrameBytes = 256 * 1024;
    const code = Promise.withResolvers<number | undefined>();
    const server = await servingRaw(async (socket) => {
      code.resolve(closeCodeOf(socket));
      const fragment = frame(0, Buffer.alloc(size, "x"), { fin: false });
      const chunk = Buffer.concat(
        Array.from({ length: Math.ceil(65_536 / fragment.length) }, () => fragment),
      );
      socket.write(frame(1, "x", { fin: false }));
      while (!socket.destroyed) if (!socket.write(chunk)) await drained(socket);
    });
    const { error } = await failureOf({ url: server.url, maxFrameBytes });
    expect(error).toMatchObject({ code: "FRAME_TOO_LARGE" });
    expect([1009, undefined]).toContain(await code.promise);
    await server.idle();
  });

  it("and sends empty fragments for ever is given up after the silence of events", async () => {
    const server = await servingRaw(async (socket) => {
      socket.resume();
      const chunk = Buffer.concat(Array.from({ length: 8192 }, () => frame(0, "", { fin: false })));
      socket.write(frame(1, "x", { fin: false }));
      while (!socket.destroyed) if (!socket.write(chunk)) await drained(socket);
    });
    const { error } = await failureOf({ url: server.url, eventTimeoutMs: 100 });
    expect(error).toMatchObject({ code: "EVENT_TIMEOUT" });
    await server.idle();
  });
});

describe("a server that floods with pings", () => {
  it("and does not read the answers makes nothing grow", async () => {
    const pings = 400_000;
    const flood = Buffer.concat(Array.from({ length: 1_000 }, () => frame(9, "x".repeat(125))));
    const server = await servingRaw(async (socket) => {
      socket.pause();
      for (let sent = 0; sent < pings; sent += 1_000) {
        if (!socket.write(flood)) await drained(socket);
      }
      socket.write(Buffer.concat([frame(1, "still here"), CLOSE]));
      socket.resume();
    });
    collectGarbage();
    const before = process.memoryUsage();
    const stream = openStream({ url: server.url });
    const texts: string[] = [];
    for await (const { text } of stream) {
      texts.push(text);
      // While the connection holds whatever waits to be written.
      collectGarbage();
      expect(process.memoryUsage().external - before.external).toBeLessThan((pings * 125) / 2);
    }
    expect(texts).toEqual(["still here"]);
    expect(stream.bytesReceived).toBeGreaterThan(pings * 125);
    await server.idle();
  });

  it("of its own kind gets no more answers than it reads", async () => {
    const reply = "y".repeat(1_000);
    const flood = Buffer.concat(Array.from({ length: 20_000 }, () => frame(1, "ping")));
    let answers = 0;
    const server = await servingRaw(async (socket) => {
      socket.pause();
      socket.write(flood);
      socket.write(frame(1, "last"));
      for await (const { opcode } of clientFrames(socket)) if (opcode === 1) answers += 1;
    });
    const stream = openStream({ url: server.url, control: [{ text: "ping", action: "ignore", reply }] });
    for await (const { text } of stream) {
      expect(text).toBe("last");
      break;
    }
    await server.idle();
    expect(answers).toBeLessThanOrEqual(20_000);
  });
});

describe("a server that breaks the protocol", () => {
  it.each([
    ["an unknown opcode", frame(3, "x")],
    ["a close frame of one byte", frame(8, "x")],
    ["a close code that stands for none", frame(8, Uint8Array.of(0x03, 0xed))],
    ["a close code below all", frame(8, Uint8Array.of(0, 1))],
    ["a close reason that is no UTF-8", frame(8, Uint8Array.of(0x03, 0xe8, 0xff))],
  ])(
    "by %s: the connection is over as malformed, after the messages before, and says 1002",
    async (_, bytes) => {
      const code = Promise.withResolvers<number | undefined>();
      const server = await servingRaw((socket) => {
        code.resolve(closeCodeOf(socket));
        socket.write(Buffer.concat([frame(1, "before"), bytes, frame(1, "after")]));
      });
      const stream = openStream({ url: server.url });
      expect(await textsOf(stream)).toEqual(["before"]);
      expect(stream.finish).toMatchObject({ kind: "closed", clean: false, reason: "malformed" });
      expect(await code.promise).toBe(1002);
      await server.idle();
    },
  );

  it("by text that is no UTF-8: it is invalid, and can be handed over", async () => {
    const wrong = Uint8Array.of(0x68, 0xff, 0x69);
    const options = async (): Promise<OpenStreamOptions> => {
      const server = await servingRaw(send(frame(1, "one"), frame(1, wrong), frame(1, "two"), CLOSE));
      return { url: server.url };
    };
    expect((await failureOf(await options())).error).toMatchObject({ code: "FRAME_INVALID" });
    const { frames } = await failureOf({ ...(await options()), rejected: "deliver" });
    expect(frames.map(({ rejected, text }) => rejected?.cause.code ?? text)).toEqual([
      "one",
      "FRAME_INVALID",
      "two",
    ]);
  });

  it("by messages after its close: they do not count", async () => {
    const server = await servingRaw(send(frame(1, "before"), CLOSE, frame(1, "after"), frame(3)));
    const stream = openStream({ url: server.url });
    expect(await textsOf(stream)).toEqual(["before"]);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: true, closeCode: 1000 });
  });
});

describe("a server that does not close", () => {
  it("its end of a connection that it has closed, or that its client leaves, is not waited for", async () => {
    const open: Socket[] = [];
    const server = await servingRaw((socket) => {
      open.push(socket);
      socket.removeAllListeners("end");
      socket.resume();
      socket.write(Buffer.concat([frame(1, "one"), ...(open.length === 1 ? [CLOSE] : [])]));
    });
    expect(await textsOf(openStream({ url: server.url }))).toEqual(["one"]);
    for await (const { text } of openStream({ url: server.url })) {
      expect(text).toBe("one");
      break;
    }
    for (const socket of open) if (!socket.readableEnded) await once(socket, "end");
    for (const socket of open) socket.end();
    await server.idle();
  });
});

describe("a consumer ten times slower than the source", () => {
  it("pauses the socket: what waits stays within its bound", async () => {
    const totalBytes = 128 * 1024 * 1024;
    const payload = "x".repeat(16 * 1024);
    let sentBytes = 0;
    const server = await serveSockets(async (socket) => {
      const wire = (socket as unknown as { _socket: Socket })._socket;
      while (sentBytes < totalBytes && socket.readyState === socket.OPEN) {
        sentBytes += payload.length;
        socket.send(payload);
        if (wire.writableNeedDrain) await once(wire, "drain");
      }
      socket.close(1000);
    });
    servers.push(server);
    const stream = openStream({ url: server.url });
    let readBytes = 0;
    let mostAhead = 0;
    let mostReceivedAtOnce = 0;
    for await (const batch of stream.batches()) {
      const batchBytes = batch.reduce((sum, { bytes }) => sum + bytes.length, 0);
      readBytes += batchBytes;
      mostReceivedAtOnce = Math.max(mostReceivedAtOnce, batchBytes);
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
      mostAhead = Math.max(mostAhead, sentBytes - readBytes);
    }
    expect(readBytes).toBe(totalBytes);
    expect(mostReceivedAtOnce).toBeLessThan(2 * READ_AHEAD_BYTES);
    expect(mostAhead).toBeLessThan(24 * 1024 * 1024);
    await server.idle();
  });
});
