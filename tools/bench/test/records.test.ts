import { expect, test } from "vitest";
import { recordBlock } from "../src/data/records.ts";
import { parseSourcePath, sourcePath } from "../src/data/source-path.ts";

const BLOCK_BYTES = 256 * 1024;

test.each([
  [100, 4],
  [1024, 1],
])("records of %i bytes are JSON documents of about that size, counted as they are", (recordBytes, off) => {
  const block = recordBlock({ format: "ndjson", recordBytes, blockBytes: BLOCK_BYTES });
  const lines = block.bytes.toString("ascii").split("\n").slice(0, -1);
  expect(lines).toHaveLength(block.records);
  expect(lines.join("")).toHaveLength(block.payloadBytes);
  expect(lines.map((line) => JSON.parse(line).id)).toEqual([...lines.keys()]);
  const mean = block.bytes.length / block.records;
  expect(Math.abs(mean - recordBytes) / recordBytes).toBeLessThan(off / 100);
  expect(new Set(lines.map((line) => line.length)).size).toBeGreaterThan(10);
});

test("as server-sent events they have names, ids and data", () => {
  const block = recordBlock({ format: "sse", recordBytes: 1024, blockBytes: BLOCK_BYTES });
  const events = block.bytes.toString("ascii").split("\n\n").slice(0, -1);
  expect(events).toHaveLength(block.records);
  const data = events.map((event, id) => {
    expect(event.startsWith(`event: message\nid: ${id}\ndata: {`)).toBe(true);
    return event.slice(event.indexOf("data: ") + "data: ".length);
  });
  expect(data.join("")).toHaveLength(block.payloadBytes);
});

test("as messages of a WebSocket they have the heads of frames", () => {
  for (const recordBytes of [100, 1024]) {
    const block = recordBlock({ format: "messages", recordBytes, blockBytes: 64 * 1024 });
    let records = 0;
    let payloadBytes = 0;
    for (let at = 0; at < block.bytes.length; records += 1) {
      expect(block.bytes[at]).toBe(0x81);
      const isShort = (block.bytes[at + 1] ?? 0) < 126;
      const length = isShort ? (block.bytes[at + 1] ?? 0) : block.bytes.readUInt16BE(at + 2);
      const start = at + (isShort ? 2 : 4);
      expect(JSON.parse(block.bytes.toString("ascii", start, start + length))).toMatchObject({ id: records });
      payloadBytes += length;
      at = start + length;
    }
    expect({ records, payloadBytes }).toEqual({ records: block.records, payloadBytes: block.payloadBytes });
  }
});

test("a source is asked by a path that reads back as the same request", () => {
  const request = { kind: "blocks", format: "sse", recordBytes: 100, blockBytes: 4096, blocks: 7 } as const;
  expect(parseSourcePath(sourcePath(request))).toEqual(request);
  expect(parseSourcePath(sourcePath({ kind: "quiet", format: "ndjson" }))).toEqual({
    ...{ kind: "quiet", format: "ndjson" },
  });
  expect(parseSourcePath("/blocks?format=xml")).toBeUndefined();
  expect(parseSourcePath("/blocks?format=sse&blocks=0&recordBytes=1&blockBytes=1")).toBeUndefined();
  expect(parseSourcePath("/else?format=sse")).toBeUndefined();
});
