import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import {
  chunks,
  concatenatedJson,
  endOnData,
  endOnEvent,
  endOnJson,
  endOnStatus,
  type Frame,
  lines,
  ndjson,
  openStream,
  StreamConsumedError,
  StreamOptionError,
  sse,
} from "../../src/index.ts";
import { collectGarbage } from "../collect-garbage.ts";
import { serve, serveRaw, type TestServer } from "../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

async function textsOf(stream: AsyncIterable<Frame>): Promise<string[]> {
  const texts: string[] = [];
  for await (const frame of stream) texts.push(frame.text);
  return texts;
}

describe("openStream", () => {
  it("reads frames as they come and says that the peer closed, with the bytes received", async () => {
    server = await serve((_, response) => {
      response.write('{"n":1}\n{"n"');
      response.write(":2}\n");
      response.end("\n");
    });
    const stream = openStream({ url: server.url, format: ndjson() });
    expect(await textsOf(stream)).toEqual(['{"n":1}', '{"n":2}']);
    expect(stream.finish).toEqual({ kind: "closed", clean: true, bytesReceived: 17 });
    await server.idle();
  });

  it("delivers a frame while the response goes on", async () => {
    let more: (text: string) => void = () => undefined;
    server = await serve((_, response) => {
      more = (text) => response.write(text);
      more("first\n");
    });
    const frames = openStream({ url: server.url, format: lines() })[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ text: "first" });
    more("second\n");
    expect((await frames.next()).value).toMatchObject({ text: "second" });
    await frames.return({ kind: "aborted", bytesReceived: 0 });
    await server.idle();
  });

  it("hands over all frames of a network chunk at once by batches", async () => {
    server = await serve((_, response) => response.end("a\nb\nc\n"));
    const stream = openStream({ url: server.url, format: lines() });
    const batches: string[][] = [];
    for await (const batch of stream.batches()) batches.push(batch.map(({ text }) => text));
    expect(batches).toEqual([["a", "b", "c"]]);
  });

  it("returns how it finished as the value of the generator too", async () => {
    server = await serve((_, response) => response.end("a\n"));
    const batches = openStream({ url: server.url, format: lines() }).batches();
    await batches.next();
    expect(await batches.next()).toEqual({
      done: true,
      value: { kind: "closed", clean: true, bytesReceived: 2 },
    });
  });

  it("reports a record that the end of the body cut off, and does not deliver it", async () => {
    server = await serve((_, response) => response.end("whole\nhal"));
    const stream = openStream({ url: server.url, format: lines() });
    expect(await textsOf(stream)).toEqual(["whole"]);
    expect(stream.finish).toMatchObject({
      kind: "closed",
      truncated: { bytes: new TextEncoder().encode("hal") },
    });
  });

  it("says when the connection broke in the middle, and what had come", async () => {
    server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\nwhole\n\r\n6\r\nhal", () =>
        setImmediate(() => socket.resetAndDestroy()),
      );
    });
    const stream = openStream({ url: server.url, format: lines() });
    expect(await textsOf(stream)).toEqual(["whole"]);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: false, cause: expect.any(Error) });
  });

  it.each([
    ["lines", lines({ acceptUnterminated: true }), "whole\n", "hal"],
    ["NDJSON that is checked", ndjson({ acceptUnterminated: true, validate: true }), "1\n", '{"n'],
    ["concatenated JSON", concatenatedJson({ acceptUnterminated: true }), "[] ", "12"],
  ])(
    "takes no half record for whole after a break, where %s needs no terminator",
    async (_, format, whole, half) => {
      server = await serve((request, response) => {
        response.write(whole + half, () => setImmediate(() => request.socket.resetAndDestroy()));
      });
      const stream = openStream({ url: server.url, format });
      expect(await textsOf(stream)).toEqual([whole.trim()]);
      expect(stream.finish).toMatchObject({
        clean: false,
        truncated: { bytes: new TextEncoder().encode(half) },
      });
    },
  );

  it("drops blank chunks with the format of the article", async () => {
    server = await serveRaw(async (socket) => {
      socket.setNoDelay(true);
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
      for (const chunk of ["1\r\n\n\r\n", "3\r\none\r\n", "1\r\n\n\r\n", "3\r\ntwo\r\n"]) socket.write(chunk);
      socket.end("0\r\n\r\n");
    });
    const stream = openStream({ url: server.url, format: chunks() });
    expect(await textsOf(stream)).toEqual(["one", "two"]);
  });

  it("can be read only once", async () => {
    server = await serve((_, response) => response.end("a\n"));
    const stream = openStream({ url: server.url, format: lines() });
    await textsOf(stream);
    await expect(textsOf(stream)).rejects.toThrow(StreamConsumedError);
  });

  it("opens at once when asked to, and iterates over the same connection", async () => {
    server = await serve((_, response) => response.writeHead(200, { "x-kind": "test" }).end("a\n"));
    const stream = openStream({ url: server.url, format: lines() });
    expect(await stream.open()).toMatchObject({ status: 200, headers: { "x-kind": "test" } });
    expect(await textsOf(stream)).toEqual(["a"]);
    expect(server.requests).toHaveLength(1);
  });

  it("sends the headers given, made afresh for each request, and accepts what the format wants", async () => {
    server = await serve((_, response) => response.end());
    let count = 0;
    const headers = async () => ({ Authorization: `Bearer ${++count}` });
    await textsOf(openStream({ url: server.url, format: sse(), headers }));
    await textsOf(openStream({ url: server.url, format: ndjson(), headers, connectTimeoutMs: 60_000 }));
    await textsOf(openStream({ url: server.url, format: lines(), headers: { ACCEPT: "text/special" } }));
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer 1",
      "Bearer 2",
      undefined,
    ]);
    expect(server.requests[0]?.headers.accept).toBe("text/event-stream");
    expect(server.requests[1]?.headers.accept).toContain("application/x-ndjson");
    expect(server.requests[2]?.headers.accept).toBe("text/special");
  });

  it.each([
    "not a url",
    "http://user:secret@127.0.0.1/",
    "/relative",
    "ftp://127.0.0.1/x",
    "file:///etc/passwd",
  ])("refuses the url %j", (url) => {
    expect(() => openStream({ url })).toThrow(StreamOptionError);
  });

  it.each([
    { idleTimeoutMs: -1 },
    { idleTimeoutMs: Number.NaN },
    { idleTimeoutMs: 2 ** 31 },
    { connectTimeoutMs: 0 },
    { connectTimeoutMs: 3e9 },
    { maxFrameBytes: 1.5 },
  ])("refuses the option %o", (option) => {
    expect(() => openStream({ url: "http://127.0.0.1/", ...option })).toThrow(StreamOptionError);
  });
});

describe("the end of the stream", () => {
  it("is 204 by default when connecting, without frames", async () => {
    server = await serve((_, response) => response.writeHead(204).end());
    const stream = openStream({ url: server.url });
    expect(await stream.open()).toMatchObject({ status: 204 });
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toEqual({
      kind: "ended",
      signal: { kind: "status", status: 204 },
      bytesReceived: 0,
    });
    await server.idle();
  });

  it("is another status when the user names it", async () => {
    server = await serve((_, response) => response.writeHead(410).end("gone"));
    const stream = openStream({ url: server.url, endSignals: [endOnStatus(404), endOnStatus(410)] });
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toMatchObject({ kind: "ended", signal: { status: 410 } });
  });

  it.each([
    { format: lines(), signal: endOnData("[DONE]"), body: "a\nb\n[DONE]\nlate\n" },
    { format: ndjson(), signal: endOnJson("/type", "end"), body: '"a"\n"b"\n{"type":"end"}\n"late"\n' },
    {
      format: sse(),
      signal: endOnEvent("end"),
      body: "data: a\n\ndata: b\n\nevent: end\ndata: x\n\ndata: late\n\n",
    },
  ])(
    "is a frame that the signal $signal.kind matches: what came before is delivered, the frame is not",
    async (row) => {
      server = await serve((_, response) => response.write(row.body));
      const stream = openStream({ url: server.url, format: row.format, endSignals: [row.signal] });
      expect((await textsOf(stream)).map((text) => text.replaceAll('"', ""))).toEqual(["a", "b"]);
      expect(stream.finish).toMatchObject({ kind: "ended", signal: row.signal, frame: expect.anything() });
      await server.idle();
    },
  );
});

describe("the end signal in a network chunk of several lines", () => {
  it.each([
    { signal: endOnJson("/type", "end"), last: '{"type":"end"}' },
    { signal: endOnData("[DONE]"), last: "[DONE]" },
  ])("ends the stream ($signal.kind), and what stands before it is delivered", async ({ signal, last }) => {
    server = await serve((_, response) => response.end(`{"n":1}\n{"n":2}\r\n${last}\n`));
    const stream = openStream({ url: server.url, format: chunks(), endSignals: [signal] });
    expect(await textsOf(stream)).toEqual(['{"n":1}\n{"n":2}\r\n']);
    expect(stream.finish).toMatchObject({ kind: "ended", signal, frame: { text: last } });
  });

  it("is alone in its chunk, with its line end", async () => {
    server = await serve((_, response) => response.end("[DONE]\n"));
    const stream = openStream({ url: server.url, format: chunks(), endSignals: [endOnData("[DONE]")] });
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toMatchObject({ kind: "ended" });
  });
});

describe("the last event id", () => {
  it("is that of the frame in hand, not of those that wait behind it", async () => {
    server = await serve((_, response) =>
      response.end("id: 1\ndata: a\n\ndata: b\n\nid: 3\ndata: c\n\nid: 4\n\n"),
    );
    const stream = openStream({ url: server.url, format: sse() });
    const seen: [string | undefined, string | undefined][] = [];
    for await (const frame of stream) seen.push([frame.id, stream.lastEventId]);
    expect(seen).toEqual([
      ["1", "1"],
      [undefined, "1"],
      ["3", "3"],
    ]);
    expect(stream.lastEventId).toBe("4");
  });
});

describe("an aborted connection", () => {
  it("frees the socket when it was opened but never read", async () => {
    const controller = new AbortController();
    server = await serve((_, response) => response.write("a\n"));
    const aborted = openStream({ url: server.url, signal: controller.signal });
    await aborted.open();
    controller.abort();
    const returned = openStream({ url: server.url });
    await returned.open();
    await returned.batches().return({ kind: "aborted", bytesReceived: 0 });
    await server.idle();
  });

  it("keeps no finish after an error", async () => {
    server = await serve((_, response) => response.writeHead(500).end());
    const stream = openStream({ url: server.url });
    await expect(textsOf(stream)).rejects.toThrow();
    await stream.close();
    expect(stream.finish).toBeUndefined();
  });

  it("finishes as aborted without an error and frees the socket, while it waits for bytes", async () => {
    const controller = new AbortController();
    server = await serve((_, response) => response.write("a\n"));
    const stream = openStream({ url: server.url, format: lines(), signal: controller.signal });
    for await (const frame of stream) {
      expect(frame.text).toBe("a");
      controller.abort();
    }
    expect(stream.finish).toEqual({ kind: "aborted", bytesReceived: 2 });
    await server.idle();
  });

  it("finishes as aborted before the headers came", async () => {
    const controller = new AbortController();
    server = await serve(() => controller.abort());
    const stream = openStream({ url: server.url, signal: controller.signal });
    expect(await stream.open()).toBeUndefined();
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toMatchObject({ kind: "aborted" });
    await server.idle();
  });

  it("requests nothing when the signal was aborted before", async () => {
    server = await serve((_, response) => response.end());
    const stream = openStream({ url: server.url, signal: AbortSignal.abort() });
    expect(await textsOf(stream)).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });

  it("frees the socket when the consumer leaves the loop, throws, or closes", async () => {
    server = await serve((_, response) => response.write("a\nb\n"));
    const left = openStream({ url: server.url, format: lines() });
    for await (const _ of left) break;
    expect(left.finish).toMatchObject({ kind: "aborted" });

    const thrown = openStream({ url: server.url, format: lines() });
    const loop = async () => {
      for await (const frame of thrown) throw new Error(frame.text);
    };
    await expect(loop()).rejects.toThrow("a");

    const closed = openStream({ url: server.url, format: lines() });
    await closed.open();
    await closed.close();
    expect(closed.finish).toMatchObject({ kind: "aborted" });
    await server.idle();
  });
});

describe("a stopped connection", () => {
  it("delivers what has been received, then finishes as aborted and frees the socket", async () => {
    server = await serve((_, response) => {
      response.write("a\nb\nc\n");
    });
    const stream = openStream({ url: server.url, format: lines() });
    const frames = stream[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ text: "a" });
    stream.stop();
    expect((await frames.next()).value).toMatchObject({ text: "b" });
    expect((await frames.next()).value).toMatchObject({ text: "c" });
    expect(await frames.next()).toEqual({ done: true, value: { kind: "aborted", bytesReceived: 6 } });
    await server.idle();
  });

  it("ends a wait for bytes", async () => {
    server = await serve((_, response) => response.write("a\n"));
    const stream = openStream({ url: server.url, format: lines() });
    for await (const _ of stream) stream.stop();
    expect(stream.finish).toMatchObject({ kind: "aborted" });
    await server.idle();
  });

  it("is closed when it was not connected yet", async () => {
    server = await serve(() => stream.stop());
    const stream = openStream({ url: server.url });
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toMatchObject({ kind: "aborted" });
    await server.idle();
  });
});

describe("back-pressure", () => {
  it("stops the socket while the consumer is busy, and memory stays flat", async () => {
    const totalBytes = 384 * 1024 * 1024;
    const boundBytes = 24 * 1024 * 1024;
    const retainedBoundBytes = totalBytes / 4;
    const record = Buffer.alloc(64 * 1024, "x");
    record[record.length - 1] = 10;
    let sentBytes = 0;
    server = await serve(async (_, response) => {
      while (sentBytes < totalBytes) {
        sentBytes += record.length;
        if (!response.write(record)) await once(response, "drain");
      }
      response.end();
    });
    const stream = openStream({ url: server.url, format: lines() });
    let readBytes = 0;
    let mostAhead = 0;
    let mostRetained = 0;
    let nextCheck = 0;
    for await (const batch of stream.batches()) {
      for (const frame of batch) readBytes += frame.bytes.length + 1;
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      mostAhead = Math.max(mostAhead, sentBytes - readBytes);
      if (readBytes < nextCheck) continue;
      nextCheck += totalBytes / 8;
      collectGarbage();
      mostRetained = Math.max(mostRetained, process.memoryUsage().arrayBuffers);
    }
    expect(readBytes).toBe(totalBytes);
    expect(mostAhead).toBeLessThan(boundBytes);
    expect(mostRetained).toBeLessThan(retainedBoundBytes);
  });
});
