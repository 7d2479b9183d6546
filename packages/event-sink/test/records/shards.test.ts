import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_SHARDS } from "../../src/limits.ts";
import { looksLikeShard, partitionKey, partitionKeys, streamOf } from "../../src/records/shards.ts";

const streamId = fc
  .oneof(fc.string({ unit: "grapheme", minLength: 1 }), fc.stringMatching(/^[a#0-9]{1,8}$/))
  .filter((id) => !looksLikeShard(id));
const shards = fc.integer({ min: 1, max: MAX_SHARDS });

test("an event goes to one of its stream's partitions, always the same, from which its stream is known", () => {
  fc.assert(
    fc.property(streamId, fc.string(), shards, (id, key, count) => {
      const partition = partitionKey(id, key, count);
      expect(partitionKey(id, key, count)).toBe(partition);
      expect(partitionKeys(id, count)).toContain(partition);
      expect(streamOf(partition)).toBe(id);
    }),
  );
});

test("no partition belongs to two streams, whatever their numbers of shards", () => {
  fc.assert(
    fc.property(streamId, shards, streamId, shards, (one, oneCount, other, otherCount) => {
      fc.pre(one !== other);
      const partitions = [...partitionKeys(one, oneCount), ...partitionKeys(other, otherCount)];
      expect(new Set(partitions).size).toBe(partitions.length);
    }),
  );
});

test("a stream with one shard has its own id as partition key", () => {
  expect(partitionKey("s", "k", 1)).toBe("s");
  expect(partitionKeys("s", 1)).toEqual(["s"]);
  expect(partitionKeys("s", 3)).toEqual(["s#0", "s#1", "s#2"]);
});

test("the shard of a key is the same in every version", () => {
  expect(["a", "b", "c", "d"].map((key) => partitionKey("s", key, 10))).toEqual(["s#9", "s#8", "s#6", "s#4"]);
});

test("events spread evenly over the shards", () => {
  const counts = new Map<string, number>();
  for (let key = 0; key < 10_000; key += 1) {
    const partition = partitionKey("s", String(key), 10);
    counts.set(partition, (counts.get(partition) ?? 0) + 1);
  }
  expect(counts.size).toBe(10);
  expect(Math.min(...counts.values())).toBeGreaterThan(850);
  expect(Math.max(...counts.values())).toBeLessThan(1_150);
});
