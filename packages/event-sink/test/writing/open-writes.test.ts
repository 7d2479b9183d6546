import fc from "fast-check";
import { expect, test } from "vitest";
import { createOpenWrites, type OpenWrite } from "../../src/writing/open-writes.ts";

function begin(open: ReturnType<typeof createOpenWrites>): OpenWrite {
  const sequence = open.nextSequence();
  const write: OpenWrite = { sequence, key: `key-${sequence}`, id: `id-${sequence}`, state: "open" };
  open.begin(write);
  return write;
}

test("the mark moves over what is durable in order, whatever order it became durable in", () => {
  const steps: number[] = [];
  const open = createOpenWrites({ onAcknowledged: ({ sequence }) => steps.push(sequence) });
  const writes = [1, 2, 3, 4].map(() => begin(open));
  for (const index of [2, 1, 0, 3]) {
    Object.assign(writes[index] as OpenWrite, { state: "durable" });
    open.advance();
  }
  expect(steps).toEqual([3, 4]);
  expect(open.acknowledged).toEqual({ sequence: 4, key: "key-4", id: "id-4" });
});

test("the mark is the longest durable beginning, never moves back, and never passes a failure", async () => {
  const outcomes = fc.array(fc.constantFrom("durable", "durable", "durable", "failed"), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(outcomes, fc.infiniteStream(fc.nat()), async (planned, dice) => {
      const steps: number[] = [];
      const open = createOpenWrites({ onAcknowledged: ({ sequence }) => steps.push(sequence) });
      const writes = planned.map(() => begin(open));
      const order = [...writes.keys()].sort(() => ((dice.next().value ?? 0) % 3) - 1);
      let isSettled = false;
      const settled = open.settled().then(() => {
        isSettled = true;
      });
      for (const index of order) {
        await Promise.resolve();
        expect(isSettled).toBe(false);
        Object.assign(writes[index] as OpenWrite, { state: planned[index] });
        open.advance();
        const firstNotDurable = writes.findIndex(({ state }) => state !== "durable");
        const durable = firstNotDurable < 0 ? writes.length : firstNotDurable;
        expect(open.acknowledged?.sequence ?? 0).toBe(durable);
      }
      await settled;
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    }),
  );
});

test("the mark has the last id up to it, also of an event without one", () => {
  const ids: (string | undefined)[] = [];
  const open = createOpenWrites({ onAcknowledged: ({ id }) => ids.push(id) });
  for (const id of [undefined, "a", undefined, undefined, "b"]) {
    open.begin({ sequence: open.nextSequence(), key: "key", id, state: "durable" });
    open.advance();
  }
  expect(ids).toEqual([undefined, "a", "a", "a", "b"]);
});

test("waiting is for the writes that are open at the call, not for later ones", async () => {
  const open = createOpenWrites();
  const first = begin(open);
  const settled = open.settled();
  begin(open);
  first.state = "failed";
  open.advance();
  await settled;
  expect(open.acknowledged).toBeUndefined();
});

test("the mark keeps up over many writes that are settled in bunches", () => {
  const open = createOpenWrites();
  for (let count = 0; count < 10_000; count += 1) {
    const write = begin(open);
    write.state = "durable";
    if (count % 10 === 0) open.advance();
  }
  open.advance();
  expect(open.acknowledged?.sequence).toBe(10_000);
});

test("its listener hears that later writes have come near, once for each step", () => {
  const steps: number[] = [];
  const open = createOpenWrites({ onSettledThrough: () => steps.push(open.settledThrough) });
  const [first, second, third] = [begin(open), begin(open), begin(open)];
  second.state = "durable";
  open.advance();
  expect(steps).toEqual([]);
  first.state = "durable";
  open.advance();
  open.advance();
  third.state = "failed";
  open.advance();
  expect(steps).toEqual([2, 3]);
});
