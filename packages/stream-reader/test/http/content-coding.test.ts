import zlib from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { type ContentCoding, type Frame, lines, openStream } from "../../src/index.ts";
import { collectGarbage } from "../collect-garbage.ts";
import { failureOf, textsOf } from "../reading.ts";
import { serve, type TestServer } from "../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

interface Compressor extends NodeJS.ReadWriteStream {
  flush(done: () => void): void;
}

const COMPRESSORS: [name: string, header: string, create: () => Compressor][] = [
  ["gzip", "gzip", () => zlib.createGzip()],
  ["x-gzip", "X-GZIP", () => zlib.createGzip()],
  ["deflate", "deflate", () => zlib.createDeflate()],
  ["raw deflate", "deflate", () => zlib.createDeflateRaw()],
  ["br", "br", () => zlib.createBrotliCompress()],
  ["zstd", "zstd", () => zlib.createZstdCompress()],
];

/** Compressed as a whole. */
const COMPRESS: Record<ContentCoding, (text: string) => Buffer> = {
  gzip: (text) => zlib.gzipSync(text),
  deflate: (text) => zlib.deflateSync(text),
  br: (text) => zlib.brotliCompressSync(text),
  zstd: (text) => zlib.zstdCompressSync(text),
};
const CODINGS = Object.keys(COMPRESS) as ContentCoding[];

async function sends(header: string | string[], body: Uint8Array, more = false): Promise<void> {
  server = await serve((_, response) => {
    response.setHeader("content-encoding", header);
    if (more) response.write(body);
    else response.end(body);
  });
}

describe("a compressed body", () => {
  it.each(COMPRESSORS)(
    "of %s gives each event when its bytes have come, while the stream is silent",
    async (_, header, create) => {
      const compressor = create();
      server = await serve((_, response) => {
        response.writeHead(200, { "content-encoding": header });
        compressor.pipe(response);
        compressor.write("first\n");
        compressor.flush(() => undefined);
      });
      const stream = openStream({ url: server.url, format: lines() });
      const frames = stream[Symbol.asyncIterator]();
      expect((await frames.next()).value).toMatchObject({ text: "first" });
      for (const text of ["second", "third"]) {
        compressor.write(`${text}\n`);
        compressor.flush(() => undefined);
        expect((await frames.next()).value).toMatchObject({ text });
      }
      compressor.end("last\n");
      expect((await frames.next()).value).toMatchObject({ text: "last" });
      expect(await frames.next()).toMatchObject({ done: true, value: { kind: "closed", clean: true } });
      await server.idle();
    },
  );

  it.each(CODINGS)("of %s is the same however the network cuts it", async (coding) => {
    const texts = Array.from({ length: 200 }, (_, index) => `line ${index} ${"x".repeat(index)}`);
    const body = COMPRESS[coding](`${texts.join("\n")}\n`);
    server = await serve(async (_, response) => {
      response.writeHead(200, { "content-encoding": coding });
      for (const byte of body) {
        response.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    const stream = openStream({ url: server.url, format: lines() });
    expect(await textsOf(stream)).toEqual(texts);
    expect(stream.finish).toEqual({ kind: "closed", clean: true, bytesReceived: body.length });
  });

  it("that was coded more than once is undone in the order of the header", async () => {
    const body = zlib.zstdCompressSync(zlib.brotliCompressSync(zlib.gzipSync("a\nb\n")));
    await sends(["gzip, br", "identity", "zstd"], body);
    expect(await textsOf(openStream({ url: server.url, format: lines() }))).toEqual(["a", "b"]);
  });

  it.each(["gzip", "zstd"] as const)(
    "of several members (%s) goes on, in one chunk or in many",
    async (coding) => {
      const members = ["a\n", "b\n", "c\n"].map((text) => COMPRESS[coding](text));
      server = await serve(async (_, response) => {
        response.writeHead(200, { "content-encoding": coding });
        for (const member of members) {
          response.write(member);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        response.end(Buffer.concat(members));
      });
      expect(await textsOf(openStream({ url: server.url, format: lines() }))).toEqual([
        "a",
        "b",
        "c",
        "a",
        "b",
        "c",
      ]);
    },
  );

  it("without a byte is empty, and whole", async () => {
    await sends("gzip", Buffer.alloc(0));
    const stream = openStream({ url: server.url });
    expect(await textsOf(stream)).toEqual([]);
    expect(stream.finish).toEqual({ kind: "closed", clean: true, bytesReceived: 0 });
  });

  it.each(CODINGS)("of %s that is cut off ends unclean, after what could be decoded", async (coding) => {
    const noise = Array.from({ length: 3000 }, (_, index) => `${index * 7919}`).join("\n");
    const body = COMPRESS[coding](`${noise}\n`);
    await sends(coding, body.subarray(0, body.length - 8));
    const stream = openStream({ url: server.url, format: lines() });
    const texts = await textsOf(stream);
    expect(texts).toEqual(noise.split("\n").slice(0, texts.length));
    expect(stream.finish).toMatchObject({
      kind: "closed",
      clean: false,
      reason: "coding-incomplete",
      cause: expect.any(Error),
    });
    await server.idle();
  });

  it.each(CODINGS)("that is not %s is an error of its own, and frees the socket", async (coding) => {
    const body = COMPRESS[coding](`${"good line\n".repeat(50)}`);
    await sends(coding, Buffer.concat([Buffer.from([0x78, 0x9c, 0xff, 0xee, 0xdd]), body]), true);
    const { error } = await failureOf({ url: server.url, format: lines() });
    expect(error).toMatchObject({ code: "CONTENT_ENCODING_INVALID", coding });
    await server.idle();
  });

  it.each(CODINGS)(
    "of %s with bytes after its end is an error, after what came before them",
    async (coding) => {
      server = await serve(async (_, response) => {
        response.writeHead(200, { "content-encoding": coding });
        response.write(COMPRESS[coding]("a\n"));
        await new Promise((resolve) => setTimeout(resolve, 20));
        response.end("garbage");
      });
      const { error, frames } = await failureOf({ url: server.url, format: lines() });
      expect(frames.map(({ text }) => text)).toEqual(["a"]);
      expect(error).toMatchObject({ code: "CONTENT_ENCODING_INVALID", coding });
      await server.idle();
    },
  );

  it.each([
    ...CODINGS.map((coding) => [coding, COMPRESS[coding]("a\n"), "garbage"] as const),
    ["deflate", zlib.deflateRawSync("a\n"), "garbage"] as const,
    ["gzip", zlib.gzipSync("a\n"), "\0\0\0garbage"] as const,
    ["br", zlib.brotliCompressSync("a\n"), "\0"] as const,
    ["gzip", zlib.gzipSync("a\n"), Buffer.of(0x1f, 0x8b, 8, 0xff)] as const,
    ["gzip", Buffer.concat([zlib.gzipSync(""), zlib.gzipSync("a\n")]), "garbage"] as const,
    ["zstd", Buffer.concat([zlib.zstdCompressSync(""), zlib.zstdCompressSync("a\n")]), "garbage"] as const,
  ])("of %s with bytes after its end in the same chunk is an error (%#)", async (coding, body, after) => {
    await sends(coding, Buffer.concat([body, Buffer.from(after)]));
    const { error, frames } = await failureOf({ url: server.url, format: lines() });
    expect(frames.map(({ text }) => text)).toEqual(["a"]);
    expect(error).toMatchObject({ code: "CONTENT_ENCODING_INVALID", coding });
  });

  it("of gzip may be padded with zeros, in one chunk or in many", async () => {
    server = await serve(async (_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.write(Buffer.concat([zlib.gzipSync("a\n"), Buffer.alloc(9)]));
      await new Promise((resolve) => setTimeout(resolve, 20));
      response.end(Buffer.alloc(500));
    });
    const stream = openStream({ url: server.url, format: lines() });
    expect(await textsOf(stream)).toEqual(["a"]);
    expect(stream.finish).toMatchObject({ kind: "closed", clean: true });
  });

  it.each(["none", "", "None, identity"])("of the coding %j is not coded", async (header) => {
    await sends(header, Buffer.from("a\n"));
    expect(await textsOf(openStream({ url: server.url, format: lines() }))).toEqual(["a"]);
  });

  it.each([
    ["compress", "compress"],
    ["__proto__", "__proto__"],
    ["gzip, gzip, gzip, gzip, gzip", "5 content codings"],
  ])("of the coding %s is refused", async (header, why) => {
    await sends(header, Buffer.from("x"), true);
    const { error } = await failureOf({ url: server.url });
    expect(error).toMatchObject({
      code: "CONTENT_ENCODING_UNSUPPORTED",
      message: expect.stringContaining(why),
    });
    await server.idle();
  });

  it("of a refusal is decoded for its excerpt; one that cannot be leaves it empty", async () => {
    server = await serve((_, response) =>
      response.writeHead(503, { "content-encoding": "gzip" }).end(zlib.gzipSync("busy")),
    );
    expect((await failureOf({ url: server.url })).error).toMatchObject({ status: 503, bodyExcerpt: "busy" });
    await server.close();
    server = await serve((_, response) => response.writeHead(503, { "content-encoding": "x-y" }).end("?"));
    expect((await failureOf({ url: server.url })).error).toMatchObject({ status: 503, bodyExcerpt: "" });
  });
});

describe("a decompression bomb", () => {
  const line = `${"x".repeat(1023)}\n`;
  const bombOf = async (coding: ContentCoding, bytes: number) =>
    COMPRESS[coding](line.repeat(Math.ceil(bytes / line.length)));

  it.each(CODINGS)("of %s ends at maxExpansionRatio, beyond its first 16 MiB", async (coding) => {
    await sends(coding, await bombOf(coding, 64 * 1024 * 1024), true);
    const { error, frames } = await failureOf({ url: server.url, format: lines() });
    expect(error).toMatchObject({ code: "DECODED_TOO_LARGE", maxExpansionRatio: 200 });
    expect(frames.length).toBeGreaterThanOrEqual(16 * 1000);
    expect(frames.length).toBeLessThan(24 * 1024);
    await server.idle();
  });

  it("is decoded no further than it is read", async () => {
    const bomb = await bombOf("gzip", 256 * 1024 * 1024);
    await sends("gzip", bomb);
    const stream = openStream({
      url: server.url,
      format: lines(),
      maxExpansionRatio: Number.POSITIVE_INFINITY,
    });
    let frames: Frame[] = [];
    for await (const batch of stream.batches()) {
      frames = batch;
      if (stream.bytesReceived === bomb.length) break;
    }
    expect(frames.length).toBeLessThanOrEqual(64);
    collectGarbage();
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(64 * 1024 * 1024);
    await server.idle();
  });

  it("of one endless line ends at maxFrameBytes", async () => {
    await sends("gzip", zlib.gzipSync(Buffer.alloc(8 * 1024 * 1024, "x")), true);
    const { error } = await failureOf({ url: server.url, format: lines(), maxFrameBytes: 1024 * 1024 });
    expect(error).toMatchObject({ code: "FRAME_TOO_LARGE" });
    await server.idle();
  });
});
