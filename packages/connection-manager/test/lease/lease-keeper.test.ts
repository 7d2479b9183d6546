import { LeaseRequestError } from "@unbounded-streams/stream-lease";
import { expect, test } from "vitest";
import type { EventIntake } from "../../src/events/event-intake.ts";
import { Departure } from "../../src/lease/departure.ts";
import type { LeaseHold } from "../../src/lease/lease-hold.ts";
import { LeaseKeeper } from "../../src/lease/lease-keeper.ts";
import type { ConnectionMode } from "../../src/lease/lease-options.ts";
import type { TimeBudget } from "../../src/lease/time-budget.ts";
import type { TurnHealth } from "../../src/lease/turn-health.ts";
import { realSystem } from "../../src/system.ts";

test("a checkpoint that an outage kept from the lease is saved again, also when no event comes meanwhile", async () => {
  const done = new AbortController();
  const saved: (string | undefined)[] = [];
  let nowMs = 0;
  let saves = 0;
  const hold = {
    checkpoint: "1",
    notes: {},
    look: async () => ({ kind: "held" }),
    async advance(_: unknown, checkpoint: string | undefined) {
      saves += 1;
      if (saves === 1) throw new LeaseRequestError("advance", 3, new Error("no answer"));
      saved.push(checkpoint);
      return { kind: "held" };
    },
  };
  const intake = { checkpoint: "7", counts: { received: 7, stored: 7, duplicates: 0 }, hasFailed: false };
  const keeper = new LeaseKeeper({
    hold: hold as unknown as LeaseHold,
    budget: { handoverAtMs: 1_000_000 } as TimeBudget,
    pace: { saveIntervalMs: 4_000, slowestSaveIntervalMs: 60_000, watchIntervalMs: 500, drainMs: 500 },
    connectionMode: "overlap",
    intake: intake as unknown as EventIntake,
    health: { verdict: {} } as TurnHealth,
    departure: new Departure(),
    isConnected: () => true,
    system: {
      ...realSystem,
      now: () => nowMs,
      async sleep(ms) {
        nowMs += ms;
        if (nowMs > 20_000) done.abort();
      },
    },
  });

  await keeper.keep(done.signal);

  expect(saved).toEqual(["7"]);
});

interface Looker {
  readonly isSeat: boolean;
  readonly watchIntervalMs: number;
  readonly connectionMode?: ConnectionMode;
}

/** Looks within 4 s from the handover on, for which nothing is to be written. */
async function looksFromHandover(
  { isSeat, watchIntervalMs, connectionMode = "single" }: Looker,
  told: (keeper: LeaseKeeper) => void = () => undefined,
): Promise<number> {
  const done = new AbortController();
  let looks = 0;
  let nowMs = 0;
  const hold = {
    ...{ checkpoint: "7", notes: {} },
    async look() {
      looks += 1;
      return { kind: "held" };
    },
    advance: async () => ({ kind: "held" }),
  };
  const intake = { checkpoint: "7", counts: { received: 7, stored: 7, duplicates: 0 }, hasFailed: false };
  const keeper = new LeaseKeeper({
    ...{ isSeat, hold: hold as unknown as LeaseHold, budget: { handoverAtMs: 0 } as TimeBudget },
    pace: { saveIntervalMs: 60_000, slowestSaveIntervalMs: 60_000, watchIntervalMs, drainMs: 500 },
    connectionMode,
    intake: intake as unknown as EventIntake,
    health: { verdict: {} } as TurnHealth,
    departure: new Departure(),
    isConnected: () => true,
    system: {
      ...realSystem,
      now: () => nowMs,
      async sleep(ms) {
        nowMs += ms;
        if (nowMs >= 4_000) done.abort();
      },
    },
  });
  told(keeper);
  await keeper.keep(done.signal);
  return looks;
}

test("a seat that must let go looks for its successor no more than twice a second until it is told to, or sees it", async () => {
  const lookers = [
    looksFromHandover({ isSeat: false, watchIntervalMs: 125 }),
    looksFromHandover({ isSeat: true, watchIntervalMs: 125 }),
    looksFromHandover({ isSeat: true, watchIntervalMs: 500 }),
    looksFromHandover({ isSeat: true, watchIntervalMs: 125 }, (keeper) => keeper.watch()),
  ];
  expect(await Promise.all(lookers)).toEqual([31, 7, 7, 32]);
});

test("a seat that may read on looks for its successor as seldom as before the handover until it is told to", async () => {
  const seat = { isSeat: true, watchIntervalMs: 500, connectionMode: "overlap" } as const;
  const lookers = [looksFromHandover(seat), looksFromHandover(seat, (keeper) => keeper.watch())];
  expect(await Promise.all(lookers)).toEqual([0, 8]);
});
