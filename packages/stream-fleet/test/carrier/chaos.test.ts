import fc from "fast-check";
import { expect, it } from "vitest";
import { Fleet, type Invocation, streamIds } from "../support/fleet.ts";

const LIFETIME_MS = 120_000;
const STEP_MS = 1_000;
const RUNS = 20;

/** One thing that goes wrong, or is asked for, in a second of a fleet's life. */
type Event =
  | { readonly kind: "admit" | "stop" | "fail" | "heal"; readonly stream: number }
  | { readonly kind: "kill" | "stopCarrier"; readonly carrier: number }
  | { readonly kind: "outage" | "lag" | "load"; readonly amount: number }
  | { readonly kind: "nothing" };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ kind: "nothing" } as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "admit" as const,
        "admit" as const,
        "stop" as const,
        "fail" as const,
        "heal" as const,
      ),
      stream: fc.nat(11),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("kill" as const, "stopCarrier" as const),
      carrier: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("outage" as const, "lag" as const, "load" as const),
      amount: fc.nat(3),
    }),
  },
);

/** The state machines of the carriers: whenever an invocation is over or at its handover, the other branch invokes. */
class Machines {
  readonly fleet: Fleet;
  private readonly running = new Map<
    number,
    { invocation: Invocation; startedAtMs: number; holder: string }
  >();

  constructor(fleet: Fleet) {
    this.fleet = fleet;
    fleet.onStart = async (number) => this.start(number);
  }

  async start(number: number): Promise<void> {
    const record = await this.fleet.store.read(`#carrier/default/${number}`);
    if (record?.status === "running" && this.running.has(number)) return;
    await this.invoke(number, "A");
  }

  /** Step Functions sees that a function has died, or that its time has come. */
  async look(): Promise<void> {
    for (const [number, { invocation, startedAtMs, holder }] of [...this.running]) {
      const record = await this.fleet.store.read(`#carrier/default/${number}`);
      if (record?.status !== "running") {
        this.running.delete(number);
        continue;
      }
      const isOver = invocation.report !== undefined || invocation.error !== undefined;
      const isDue = this.fleet.clock.nowMs - startedAtMs >= LIFETIME_MS - 40_000;
      if (isOver || isDue) await this.invoke(number, holder === "A" ? "B" : "A");
    }
  }

  kill(number: number): void {
    const machine = this.running.get(number);
    if (machine === undefined) return;
    machine.invocation.kill();
    this.running.delete(number);
  }

  private async invoke(number: number, holder: string): Promise<void> {
    const options = { holder, lifetimeMs: LIFETIME_MS, capacity: 5, maxCarriers: 3 };
    const invocation = await this.fleet.invoke(number, options);
    this.running.set(number, { invocation, startedAtMs: this.fleet.clock.nowMs, holder });
  }
}

async function live(events: readonly Event[]): Promise<void> {
  const fleet = new Fleet();
  const machines = new Machines(fleet);
  const ids = streamIds(12);
  let downUntilMs = 0;
  fleet.table.isDown = () => fleet.clock.nowMs < downUntilMs;
  // What is asked from outside reaches the table, whatever the carriers meet.
  const asked = async (ask: () => Promise<unknown>) => {
    const untilMs = downUntilMs;
    downUntilMs = 0;
    await ask();
    downUntilMs = untilMs;
  };
  const happen = async (what: Event) => {
    if (what.kind === "nothing") return;
    if ("amount" in what) {
      if (what.kind === "outage") downUntilMs = fleet.clock.nowMs + what.amount * 10_000;
      if (what.kind === "lag") fleet.table.indexLagMs = what.amount * 900;
      if (what.kind === "load")
        fleet.load = { utilization: [0.1, 0.5, 0.8, 0.95][what.amount] ?? 0, memory: 0.3 };
    } else if ("carrier" in what) {
      if (what.kind === "kill") machines.kill(what.carrier);
      else await asked(() => fleet.store.stop({ streamId: `#carrier/default/${what.carrier}` }));
    } else {
      const streamId = ids[what.stream] ?? "none";
      if (what.kind === "admit") await asked(() => fleet.admit(streamId));
      if (what.kind === "stop") await asked(() => fleet.store.stop({ streamId }));
      if (what.kind === "fail") fleet.behaviours.set(streamId, { fails: { isFinal: false } });
      if (what.kind === "heal") fleet.behaviours.delete(streamId);
    }
  };
  const wake = () =>
    asked(async () => {
      await machines.look();
      // The admission, and the rule on executions that were stopped by hand: while streams run, carrier 1 does.
      const record = await fleet.store.read("#carrier/default/1");
      const isAlive =
        record?.status === "running" && (record.expiresAtMs ?? Number.POSITIVE_INFINITY) > fleet.clock.nowMs;
      if (!isAlive && (await streamsOf(fleet)).length > 0) await machines.start(1);
    });
  for (const what of events) {
    await happen(what);
    await wake();
    await fleet.clock.advance(STEP_MS);
    for (const [streamId, count] of fleet.connectionsOf) {
      expect(count, `${streamId} is read too often`).toBeLessThanOrEqual(3);
    }
  }
  // Then all goes well again, for as long as it takes a dead carrier's streams to be released.
  downUntilMs = 0;
  fleet.behaviours.clear();
  fleet.table.indexLagMs = 0;
  fleet.load = { utilization: 0.1, memory: 0.3 };
  for (let passed = 0; passed < 600_000; passed += STEP_MS) {
    await wake();
    await fleet.clock.advance(STEP_MS);
  }
  const running = await streamsOf(fleet);
  expect([...fleet.connected].sort()).toEqual(running.sort());
  for (const streamId of await streamsOf(fleet)) await fleet.store.stop({ streamId });
  await fleet.clock.advance(400_000);
  expect(fleet.connected).toEqual([]);
}

async function streamsOf(fleet: Fleet): Promise<string[]> {
  const running: string[] = [];
  for await (const { streamId, status } of fleet.store.list()) {
    if (status === "running" && !streamId.startsWith("#")) running.push(streamId);
  }
  return running;
}

it("whatever happens, every running stream is read in the end, and no other", async () => {
  await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 20, maxLength: 250, size: "max" }), live), {
    numRuns: RUNS,
    endOnFailure: true,
  });
});
