import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createByteBudget, InvalidOptionsError } from "../../src/index.ts";
import { createInFlightGate, type InFlightGate } from "../../src/writing/in-flight-gate.ts";

const MAX_EVENT_BYTES = 400;

/** A sink's gate on a budget, as its events see it. */
class Sink {
  readonly inside: number[] = [];
  waiting = 0;
  private readonly gate: InFlightGate;

  constructor(shared: ReturnType<typeof createByteBudget>) {
    this.gate = createInFlightGate({ maxCount: 1_000, maxBytes: 100_000, shared });
  }

  get held(): number {
    return this.gate.bytes;
  }

  async enter(bytes: number): Promise<void> {
    this.waiting += 1;
    try {
      await this.gate.enter(bytes);
      this.inside.push(bytes);
    } finally {
      this.waiting -= 1;
    }
  }

  leave(): void {
    const bytes = this.inside.shift();
    if (bytes !== undefined) this.gate.leave(bytes);
  }

  /** What a failed event does. */
  fail(): void {
    this.gate.refuse(new Error("failed"));
  }
}

interface Step {
  readonly sink: number;
  readonly does: "enter" | "leave" | "fail";
  readonly bytes: number;
}

const SINKS = 4;

const steps = fc.array(
  fc.record<Step>({
    sink: fc.nat(SINKS - 1),
    does: fc.oneof(
      { weight: 6, arbitrary: fc.constant("enter" as const) },
      { weight: 4, arbitrary: fc.constant("leave" as const) },
      { weight: 1, arbitrary: fc.constant("fail" as const) },
    ),
    bytes: fc.integer({ min: 1, max: MAX_EVENT_BYTES }),
  }),
  { maxLength: 120 },
);

/** Three sinks that have taken all that there is besides their reserves; one of them has its most of that. */
async function withoutPool() {
  const budget = createByteBudget({ totalBytes: 1_200, sinks: 3 });
  const [one, other, third] = [new Sink(budget), new Sink(budget), new Sink(budget)];
  for (const [sink, entries] of [
    [one, 10],
    [other, 7],
    [third, 7],
  ] as const) {
    for (let entered = 0; entered < entries; entered += 1) await sink.enter(50);
  }
  return { one, other, third };
}

/** Lets whoever has been let in say so. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("bytes that sinks share", () => {
  it("are never more than is stated, never keep a sink from its reserve, and leave nobody waiting for ever", async () => {
    const totals = fc.integer({ min: 8, max: 4_000 });
    await fc.assert(
      fc.asyncProperty(totals, steps, async (totalBytes, sequence) => {
        const budget = createByteBudget({ totalBytes, sinks: SINKS });
        const { reserveBytes } = budget;
        const sinks = Array.from({ length: SINKS }, () => new Sink(budget));
        const alone = Math.max(0, MAX_EVENT_BYTES - reserveBytes);
        const pool = totalBytes - reserveBytes * SINKS;
        for (const { sink: index, does, bytes } of sequence) {
          const sink = sinks[index] as Sink;
          const isNext = sink.waiting === 0;
          const heldBefore = sink.held;
          if (does === "enter") void sink.enter(bytes).catch(() => undefined);
          else if (does === "leave") sink.leave();
          else sink.fail();
          await turn();
          if (does === "enter" && isNext && heldBefore + bytes <= reserveBytes) {
            expect(sink.waiting, "its reserve is a sink's whatever others do").toBe(0);
          }
          for (const { held, inside, waiting } of sinks) {
            expect(waiting > 0 && inside.length === 0, "with nothing inside, one event is").toBe(false);
            if (inside.length > 1)
              expect(held - Math.max(...inside)).toBeLessThanOrEqual(reserveBytes + pool / 2);
          }
          const held = sinks.reduce((sum, sink) => sum + sink.held, 0);
          expect(budget.heldBytes).toBe(held);
          expect(held).toBeLessThanOrEqual(totalBytes + SINKS * alone);
        }
        while (sinks.some(({ inside }) => inside.length > 0)) {
          for (const sink of sinks) sink.leave();
          await turn();
        }
        expect(sinks.map(({ waiting }) => waiting)).toEqual([0, 0, 0, 0]);
        expect(budget.heldBytes).toBe(0);
      }),
    );
  });

  it("are let in by turns when several wait for the pool", async () => {
    const { one, other, third } = await withoutPool();
    for (let asked = 0; asked < 3; asked += 1) {
      for (const sink of [other, third]) void sink.enter(50);
    }
    await turn();
    expect([other.waiting, third.waiting]).toEqual([3, 3]);
    one.leave();
    one.leave();
    await turn();
    expect([other.waiting, third.waiting]).toEqual([2, 2]);
    one.leave();
    one.leave();
    await turn();
    expect([other.waiting, third.waiting]).toEqual([1, 1]);
  });

  it("are not all had by a loud sink, however much it asks for", async () => {
    const budget = createByteBudget({ totalBytes: 1_600, sinks: 4 });
    const loud = new Sink(budget);
    for (let asked = 0; asked < 100; asked += 1) void loud.enter(100);
    await turn();
    expect(loud.held).toBe(600);
    const quiet = [new Sink(budget), new Sink(budget), new Sink(budget)];
    await Promise.all(quiet.map((sink) => sink.enter(200)));
    await Promise.all(quiet.map((sink) => sink.enter(100)));
    expect(budget.heldBytes).toBe(600 + 3 * 300);
  });

  it("are those of the one that waits first, until it no longer does", async () => {
    const { other, third } = await withoutPool();
    third.leave();
    void other.enter(100).catch(() => undefined);
    void third.enter(20);
    await turn();
    expect([other.waiting, third.waiting]).toEqual([1, 1]);
    other.fail();
    await turn();
    expect([other.waiting, third.waiting]).toEqual([0, 0]);
  });

  it.each([
    [{ totalBytes: 0, sinks: 1 }, /totalBytes is 0/],
    [{ totalBytes: 1, sinks: 0.5 }, /sinks is 0.5/],
  ])("are refused as %j", (options, message) => {
    expect(() => createByteBudget(options)).toThrow(InvalidOptionsError);
    expect(() => createByteBudget(options)).toThrow(message);
  });
});
