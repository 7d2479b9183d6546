import { once } from "node:events";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import {
  decodeAll,
  decodeFrames,
  type Frame,
  FrameInvalidError,
  FrameTruncatedError,
  frameTransform,
  lines,
  ndjson,
  StreamOptionError,
  type TruncatedRecord,
} from "../../src/framing.ts";
import { createFrameTransform } from "../../src/node-transform.ts";
import { utf8 } from "./decode.ts";

const pieces = ["a\nb", "\n", "c\nhal"].map(utf8);
const strict = ndjson({ validate: true });

async function taken(frames: AsyncIterable<Frame>): Promise<{ texts: string[]; error: unknown }> {
  const texts: string[] = [];
  try {
    for await (const frame of frames) texts.push(frame.text);
    return { texts, error: undefined };
  } catch (error) {
    return { texts, error };
  }
}

/** A Web stream that says what it was asked for, and how it was left. */
function countedSource(chunks: Uint8Array[]) {
  const state = { pulls: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[state.pulls++];
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, state };
}

describe("decodeFrames", () => {
  it("reads arrays, Node streams and Web streams, and gives back what was cut off", async () => {
    for (const source of [pieces, Readable.from(pieces), countedSource(pieces).stream]) {
      const truncated: TruncatedRecord[] = [];
      const frames = decodeFrames(source, lines(), { onTruncated: (record) => truncated.push(record) });
      expect((await taken(frames)).texts).toEqual(["a", "b", "c"]);
      expect(truncated.map(({ bytes }) => bytes)).toEqual([utf8("hal")]);
    }
    const frames = decodeFrames([utf8("hal")], lines());
    expect(await frames.next()).toEqual({ done: true, value: { bytes: utf8("hal") } });
  });

  it("reads a stream that cannot be iterated, and cancels it when the loop is left", async () => {
    const { stream, state } = countedSource(pieces);
    Object.defineProperty(stream, Symbol.asyncIterator, { value: undefined });
    const bare = { getReader: () => stream.getReader() } as ReadableStream<Uint8Array>;
    for await (const frame of decodeFrames(bare, lines())) {
      expect(frame.text).toBe("a");
      break;
    }
    expect(state).toEqual({ pulls: 1, cancelled: true });
  });

  it("throws a fault after the frames before it", async () => {
    const { texts, error } = await taken(decodeFrames([utf8("1\n2\nno\n3\n")], strict));
    expect(texts).toEqual(["1", "2"]);
    expect(error).toBeInstanceOf(FrameInvalidError);
  });

  it("refuses text in place of bytes", async () => {
    const text = Readable.from(pieces).setEncoding("utf8");
    expect((await taken(decodeFrames(text, lines()))).error).toBeInstanceOf(StreamOptionError);
    expect(() => decodeAll(["a\n"] as never, lines())).toThrow(/a piece of the source is string/);
  });
});

describe("decodeAll", () => {
  it("takes bytes that are all there, in one piece or several", () => {
    expect(decodeAll(utf8("a\nb\n"), lines()).frames.map(({ text }) => text)).toEqual(["a", "b"]);
    const { frames, truncated } = decodeAll(pieces, lines());
    expect(frames).toHaveLength(3);
    expect(truncated?.bytes).toEqual(utf8("hal"));
  });
});

describe("frameTransform", () => {
  it("is piped through, and takes a record that was cut off for an error unless it is asked for", async () => {
    const { texts, error } = await taken(countedSource(pieces).stream.pipeThrough(frameTransform(lines())));
    expect(texts).toEqual(["a", "b", "c"]);
    expect(error).toBeInstanceOf(FrameTruncatedError);
    expect(error).toMatchObject({ code: "FRAME_TRUNCATED", bytes: utf8("hal") });

    const truncated: TruncatedRecord[] = [];
    const transform = frameTransform(lines(), { onTruncated: (record) => truncated.push(record) });
    expect(await taken(countedSource(pieces).stream.pipeThrough(transform))).toEqual({
      texts: ["a", "b", "c"],
      error: undefined,
    });
    expect(truncated).toHaveLength(1);
  });

  it("errors after the frames before the fault, and lets the source go", async () => {
    const { stream, state } = countedSource([utf8("1\n2\nno\n3\n"), utf8("4\n"), utf8("5\n")]);
    const { texts, error } = await taken(stream.pipeThrough(frameTransform(strict)));
    expect(texts).toEqual(["1", "2"]);
    expect(error).toBeInstanceOf(FrameInvalidError);
    await expect.poll(() => state.cancelled).toBe(true);
  });

  it("asks for no more than is taken, and lets the source go when it is left", async () => {
    const { stream, state } = countedSource(Array.from({ length: 1000 }, () => utf8("a\nb\n")));
    const reader = stream.pipeThrough(frameTransform(lines())).getReader();
    await reader.read();
    expect(state.pulls).toBeLessThan(5);
    await reader.cancel();
    await expect.poll(() => state.cancelled).toBe(true);
    expect(state.pulls).toBeLessThan(5);
  });
});

describe("createFrameTransform", () => {
  it("is a Node stream of frames", async () => {
    const frames: string[] = [];
    const record: TruncatedRecord[] = [];
    const transform = createFrameTransform(lines(), { onTruncated: (truncated) => record.push(truncated) });
    await pipeline(pieces, transform, async (source: AsyncIterable<Frame>) => {
      for await (const frame of source) frames.push(frame.text);
    });
    expect(frames).toEqual(["a", "b", "c"]);
    expect(record.map(({ bytes }) => bytes)).toEqual([utf8("hal")]);
  });

  it("takes a record that was cut off for an error, after the frames before it", async () => {
    const { texts, error } = await taken(Readable.from(pieces).pipe(createFrameTransform(lines())));
    expect(texts).toEqual(["a", "b", "c"]);
    expect(error).toBeInstanceOf(FrameTruncatedError);
  });

  it("has handed over the frames before a fault, to listeners and to loops, fast and slow", async () => {
    const body = `${"1\n".repeat(100)}no\n`;
    const looped = await taken(createFrameTransform(strict).end(body));
    expect(looped.texts).toHaveLength(100);
    expect(looped.error).toBeInstanceOf(FrameInvalidError);

    const transform = createFrameTransform(strict);
    let count = 0;
    transform.on("data", () => {
      count += 1;
    });
    transform.end(body);
    const [error] = await once(transform, "error");
    expect(error).toBeInstanceOf(FrameInvalidError);
    expect(count).toBe(100);
  });

  it("takes no more than its buffers hold while nobody reads", async () => {
    const source = new PassThrough();
    const transform = createFrameTransform(lines());
    source.pipe(transform);
    const chunk = Buffer.from("line\n".repeat(2000));
    let written = 0;
    while (source.write(chunk)) written += chunk.length;
    await new Promise(setImmediate);
    expect(written).toBeLessThan(200_000);
    expect(transform.readableLength).toBeLessThanOrEqual(2);
    source.end();
    expect((await taken(transform)).texts.length % 2000).toBe(0);
  });
});

it.each<[string, (options: object) => unknown]>([
  ["decodeFrames", (options) => decodeFrames([], lines(), options)],
  ["decodeAll", (options) => decodeAll([], lines(), options)],
  ["frameTransform", (options) => frameTransform(lines(), options)],
  ["createFrameTransform", (options) => createFrameTransform(lines(), options)],
])("%s refuses what is no option, when it is called", (caller, call) => {
  expect(() => call({ maxFrameByte: 9 })).toThrow(
    new StreamOptionError(
      `${caller} cannot work with these options: maxFrameByte is no option: did you mean maxFrameBytes?`,
    ),
  );
  expect(() => call({ maxFrameBytes: 9, onTruncated: undefined })).not.toThrow();
});
