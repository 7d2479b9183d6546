import fc from "fast-check";
import { expect, test } from "vitest";
import { createInFlightGate } from "../../src/writing/in-flight-gate.ts";

test("any sequence of entries and exits stays within both bounds and lets in by order", async () => {
  const steps = fc.array(fc.oneof(fc.nat(10), fc.constant("leave" as const)), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (sequence, maxCount) => {
      const maxBytes = 15;
      const gate = createInFlightGate({ maxCount, maxBytes });
      const inside: number[] = [];
      const admitted: number[] = [];
      const asked: number[] = [];
      for (const step of sequence) {
        if (step === "leave") {
          const bytes = inside.shift();
          if (bytes !== undefined) gate.leave(bytes);
        } else {
          const order = asked.push(step) - 1;
          void gate.enter(step).then(() => {
            inside.push(step);
            admitted.push(order);
          });
        }
        await Promise.resolve();
        expect(inside.length).toBeLessThanOrEqual(maxCount);
        expect(gate.bytes).toBe(inside.reduce((sum, bytes) => sum + bytes, 0));
        expect(gate.bytes).toBeLessThanOrEqual(maxBytes);
        expect(admitted).toEqual([...admitted.keys()]);
        const next = asked[admitted.length];
        const full = inside.length === maxCount || gate.bytes + (next ?? 0) > maxBytes;
        expect(next === undefined || full).toBe(true);
      }
    }),
  );
});

test("refuse rejects those that wait and keeps those inside", async () => {
  const gate = createInFlightGate({ maxCount: 1, maxBytes: 10 });
  await gate.enter(4);
  const reason = new Error("over");
  const waiting = [gate.enter(1), gate.enter(2)];
  gate.refuse(reason);
  expect((await Promise.allSettled(waiting)).map((result) => result.status)).toEqual([
    "rejected",
    "rejected",
  ]);
  expect(gate.bytes).toBe(4);
  gate.leave(4);
  await gate.enter(10);
  expect(gate.bytes).toBe(10);
});
