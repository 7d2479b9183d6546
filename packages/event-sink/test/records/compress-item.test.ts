import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CompressRule, type EventItem, fromItem, itemSizeBytes, writeUnits } from "../../src/index.ts";
import { MAX_DECOMPRESSED_BYTES, MAX_ITEM_BYTES } from "../../src/limits.ts";
import { compressItem } from "../../src/records/compress-item.ts";
import { toItem } from "../../src/records/item.ts";

const item = (data: Uint8Array | string): EventItem => toItem({ streamId: "s", key: "k", data });
const compressed = (data: Uint8Array | string, rule: CompressRule) => {
  const plain = item(data);
  return compressItem({ item: plain, sizeBytes: itemSizeBytes(plain) }, rule);
};
const dataBytes = fc.oneof(
  fc.uint8Array({ maxLength: 4_000 }),
  fc.string({ unit: "grapheme", maxLength: 4_000 }),
  fc.tuple(fc.string(), fc.nat(500)).map(([text, times]) => text.repeat(times)),
);
const rule = fc.constantFrom<CompressRule>("oversize", "auto", "gzip", "zstd", "none");

test("what is compressed comes back as it was, and its size is that of its item", () => {
  fc.assert(
    fc.property(dataBytes, rule, (data, compress) => {
      const sized = compressed(data, compress);
      expect(sized.sizeBytes).toBe(itemSizeBytes(sized.item));
      expect(fromItem(sized.item)).toEqual(fromItem(item(data)));
    }),
  );
});

test("auto compresses exactly when that saves a write unit, and never costs one", () => {
  fc.assert(
    fc.property(dataBytes, (data) => {
      const plainUnits = writeUnits(itemSizeBytes(item(data)));
      const sized = compressed(data, "auto");
      expect("encoding" in sized.item).toBe(writeUnits(sized.sizeBytes) < plainUnits);
      const smallest = writeUnits(compressed(data, "gzip").sizeBytes);
      expect(writeUnits(sized.sizeBytes)).toBe(smallest);
    }),
  );
});

test.each<CompressRule>(["gzip", "zstd"])("%s makes an item smaller or leaves it", (compress) => {
  expect(compressed("a".repeat(200), compress).item).toMatchObject({ encoding: { S: compress } });
  expect(compressed("a", compress)).toEqual({ item: item("a"), sizeBytes: itemSizeBytes(item("a")) });
  const noise = randomBytes(2_000);
  expect(compressed(noise, compress).item).toEqual(item(noise));
});

test("what is within one write unit, and what is told not to be, stays text", () => {
  expect(compressed("a".repeat(1_000), "auto").item).not.toHaveProperty("encoding");
  expect(compressed("a".repeat(100_000), "oversize").item).not.toHaveProperty("encoding");
  expect(compressed("a".repeat(MAX_ITEM_BYTES), "none").item).not.toHaveProperty("encoding");
});

test.each<CompressRule>(["oversize", "auto", "gzip", "zstd"])(
  "with %s, an item over 400 KB is compressed when it fits then",
  (compress) => {
    const large = "a".repeat(MAX_ITEM_BYTES);
    const sized = compressed(large, compress);
    expect(sized.sizeBytes).toBeLessThan(1_024);
    expect(fromItem(sized.item).data).toBe(large);
    const noise = randomBytes(MAX_ITEM_BYTES);
    expect(compressed(noise, compress).item).toEqual(item(noise));
  },
);

test("data beyond what would be decompressed is not compressed", () => {
  const largest = "a".repeat(MAX_DECOMPRESSED_BYTES);
  expect(fromItem(compressed(largest, "auto").item).data).toBe(largest);
  expect(compressed(`${largest}a`, "auto").item).not.toHaveProperty("encoding");
});

test("an item that would decompress to more than 8 MiB is refused", () => {
  const bomb = gzipSync(Buffer.alloc(MAX_DECOMPRESSED_BYTES + 1));
  expect(bomb.byteLength).toBeLessThan(10_000);
  expect(() => fromItem({ ...item(bomb), encoding: { S: "gzip" } })).toThrow(
    expect.objectContaining({
      code: "INVALID_ITEM",
      cause: expect.objectContaining({ code: "ERR_BUFFER_TOO_LARGE" }),
    }),
  );
});

test("data that is not what its encoding says is no event", () => {
  const broken = { ...item(randomBytes(50)), encoding: { S: "gzip" } };
  expect(() => fromItem(broken)).toThrow(/attribute data must be gzip of 8388608 bytes at most/);
  expect(() => fromItem({ ...item("text"), encoding: { S: "gzip" } })).toThrow(
    /attribute data must be binary/,
  );
  expect(() => fromItem({ ...item(Uint8Array.of(0xff)), encoding: { N: "1" } })).toThrow(
    /attribute encoding/,
  );
});

test.each(["lz4", "constructor", ""])("the encoding %j is not known", (encoding) => {
  expect(() => fromItem({ ...item(Uint8Array.of(0xff)), encoding: { S: encoding } })).toThrow(
    expect.objectContaining({ code: "UNSUPPORTED_ENCODING", encoding }),
  );
});

test.each([
  [0, 1],
  [1, 1],
  [1_024, 1],
  [1_025, 2],
  [MAX_ITEM_BYTES, 400],
])("an item of %i bytes takes %i write units", (sizeBytes, units) => {
  expect(writeUnits(sizeBytes)).toBe(units);
});
