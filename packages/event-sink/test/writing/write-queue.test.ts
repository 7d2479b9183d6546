import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_BATCH_BYTES } from "../../src/limits.ts";
import { createWriteQueue } from "../../src/writing/write-queue.ts";

const write = (id: number, sizeBytes = 1, alone = false) => ({ id, sizeBytes, alone });

test("what comes first is taken first, and what comes back is taken before it", () => {
  const queue = createWriteQueue<ReturnType<typeof write>>();
  for (const id of [1, 2, 3]) queue.push(write(id));
  const [first] = queue.take(1);
  if (first) queue.putBack(first);
  expect(queue.take(2).map(({ id }) => id)).toEqual([1, 2]);
  expect(queue.length).toBe(1);
});

test("a batch is cut at its bytes, and a single larger item still goes", () => {
  const queue = createWriteQueue<ReturnType<typeof write>>();
  queue.push(write(1, MAX_BATCH_BYTES - 10));
  queue.push(write(2, 10));
  queue.push(write(3, 1));
  queue.push(write(4, MAX_BATCH_BYTES + 1));
  expect(queue.fills(25)).toBe(true);
  expect(queue.take(25).map(({ id }) => id)).toEqual([1, 2]);
  expect(queue.take(25).map(({ id }) => id)).toEqual([3]);
  expect(queue.fills(25)).toBe(false);
  expect(queue.take(25).map(({ id }) => id)).toEqual([4]);
});

test("every write is taken once, in batches within bounds, and lone ones by themselves", () => {
  const writes = fc.array(
    fc.record({ sizeBytes: fc.integer({ min: 1, max: MAX_BATCH_BYTES }), alone: fc.boolean() }),
  );
  fc.assert(
    fc.property(writes, fc.integer({ min: 1, max: 25 }), (all, maxItems) => {
      const queue = createWriteQueue<(typeof all)[number]>();
      for (const each of all) queue.push(each);
      const taken: typeof all = [];
      while (queue.length > 0) {
        const batch = queue.take(maxItems);
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(maxItems);
        expect(batch.length === 1 || !batch.some(({ alone }) => alone)).toBe(true);
        const bytes = batch.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        expect(batch.length === 1 || bytes <= MAX_BATCH_BYTES).toBe(true);
        taken.push(...batch);
      }
      expect(taken).toEqual(all);
    }),
  );
});
