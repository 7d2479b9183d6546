import fc from "fast-check";
import {
  createTableLeaseStore,
  type Lease,
  type LeaseCommand,
  type LeaseResult,
  type LeaseStore,
  type LeaseTable,
} from "../../src/index.ts";
import { applyCommand } from "../../src/transitions/apply-command.ts";
import { booksOf } from "../../src/transitions/counts.ts";
import { createLeaseChecker } from "./lease-checker.ts";
import { T0 } from "./leases.ts";

/** What becomes of one request: `late` is carried out some time after its caller was told that it got lost. */
type Fate = "answered" | "request-lost" | "reply-lost" | "late";

/** What chance decides in one run, besides the order in which things happen. */
export interface Scenario {
  /** Used up in the order of the requests; then all are answered. */
  readonly fates: readonly Fate[];
  /** The same of tallies, which come when the others are used up. */
  readonly tallyFates: readonly Fate[];
  /** What each invocation does, in the order of their starts. */
  readonly invocations: readonly { readonly advances: number; readonly ends: boolean }[];
  readonly turns: number;
  /** Which of A's turns starts two invocations, as a retry of the service would. */
  readonly duplicatedTurn: number;
  readonly isStopped: boolean;
  readonly isRestarted: boolean;
}

const fate = fc.constantFrom<Fate>("answered", "answered", "request-lost", "reply-lost", "late");

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  fates: fc.array(fate, { maxLength: 40 }),
  invocations: fc.array(
    fc.record({ advances: fc.nat(3), ends: fc.integer({ min: 0, max: 7 }).map((chance) => chance === 0) }),
    { minLength: 8, maxLength: 8 },
  ),
  turns: fc.integer({ min: 1, max: 3 }),
  duplicatedTurn: fc.nat(3),
  isStopped: fc.boolean(),
  isRestarted: fc.boolean(),
  tallyFates: fc.array(fate, { maxLength: 6 }),
});

/** The record and the command as the table gets to see them: a planted bug tampers with them. */
export type Tamper = (lease: Lease, command: LeaseCommand) => { lease: Lease; command: LeaseCommand };

/**
 * Runs two branches, a duplicate invocation, a stop from outside and a second execution against one lease, each step in
 * an order that the scheduler chooses: any of them may be paused anywhere, and wake late.
 *
 * @returns what was violated, in words; nothing when all went well
 */
export async function runRelay(
  scheduler: fc.Scheduler,
  scenario: Scenario,
  tamper: Tamper = (lease, command) => ({ lease, command }),
): Promise<readonly string[]> {
  const checker = createLeaseChecker();
  const record: { lease?: Lease } = {};
  let ticks = 0;
  const pause = (label: string) => scheduler.schedule(Promise.resolve(), label);

  function apply(command: LeaseCommand): LeaseResult {
    const before = record.lease;
    const seen = before ? tamper(before, command) : { lease: before, command };
    const result = applyCommand(seen.lease, seen.command);
    if (result.ok && result.lease !== seen.lease) {
      record.lease = result.lease;
      checker.changed(before, result.lease, command);
    }
    return result;
  }

  const store = createTableLeaseStore({
    table: unreliableTable({
      scheduler,
      fates: [...scenario.fates],
      tallyFates: [...scenario.tallyFates],
      apply,
      read: () => record.lease,
    }),
    retry: { maxAttempts: 4, baseDelayMs: 1, maxDelayMs: 1 },
    system: {
      now: () => T0 + ticks++,
      random: () => 0,
      sleep: () => pause("between two attempts"),
    },
  });
  await scheduler.waitFor(
    (async () => {
      await survive(store.begin({ streamId: "weather", executionArn: "execution-1" }));
      await Promise.all(createActors(store, scenario, pause, checker.owns).map(survive));
    })(),
  );
  await scheduler.waitIdle();
  checker.finished(record.lease);
  return checker.violations;
}

/** A call that runs out of attempts kills its caller, as it kills an invocation. */
async function survive(call: Promise<unknown>): Promise<void> {
  await call.catch((error: { code?: string }) => {
    if (error.code !== "LEASE_REQUEST_FAILED") throw error;
  });
}

interface UnreliableOptions {
  scheduler: fc.Scheduler;
  fates: Fate[];
  tallyFates: Fate[];
  apply(command: LeaseCommand): LeaseResult;
  read(): Lease | undefined;
}

function unreliableTable(options: UnreliableOptions): LeaseTable {
  const { scheduler, fates, tallyFates, apply, read } = options;
  const lost = (why: Fate) => ({ kind: "again", cause: new Error(why) }) as const;
  return {
    async write(command) {
      const fate = (command.verb === "tally" ? tallyFates : fates).shift() ?? "answered";
      await scheduler.schedule(Promise.resolve(), `${command.verb} arrives, ${fate}`);
      if (fate === "late") {
        void scheduler.schedule(Promise.resolve(), `${command.verb} late`).then(() => apply(command));
      }
      if (fate === "late" || fate === "request-lost") return lost(fate);
      const found = read();
      const result = apply(command);
      await scheduler.schedule(Promise.resolve(), `${command.verb} is answered`);
      if (fate === "reply-lost") return lost(fate);
      return result.ok && result.lease !== found
        ? { kind: "done", value: { kind: "written", lease: result.lease } }
        : { kind: "done", value: { kind: "unmet", found } };
    },
    async read() {
      await scheduler.schedule(Promise.resolve(), "read");
      return { kind: "done", value: read() };
    },
    scan: async () => ({ kind: "done", value: { leases: [] } }),
    carried: async () => ({ kind: "done", value: { entries: [] } }),
    waiting: async () => ({ kind: "done", value: { entries: [] } }),
  };
}

type Owns = ReturnType<typeof createLeaseChecker>["owns"];

function createActors(
  store: LeaseStore,
  scenario: Scenario,
  pause: (label: string) => Promise<void>,
  owns: Owns,
): Promise<unknown>[] {
  const streamId = "weather";
  let invocations = 0;

  async function invoke(holder: string, expectedEpoch: number): Promise<void> {
    const script = scenario.invocations[invocations % scenario.invocations.length];
    invocations += 1;
    const claimId = `request-${invocations}`;
    const times = { handoverAtMs: T0 + 50, expiresAtMs: T0 + 60 };
    const claimed = await store.claim({ streamId, holder, claimId, expectedEpoch, ...times });
    if (!claimed.ok) return;
    const { epoch, counts } = claimed.lease;
    owns({ epoch, expectedEpoch, claimId });
    const owner = { streamId, epoch, claimId };
    await store.confirm(owner);
    for (let events = 1; events <= (script?.advances ?? 0); events += 1) {
      await pause(`${claimId} reads an event`);
      const now = { ...counts, received: counts.received + events, stored: counts.stored + events };
      const advanced = await store.advance({ ...owner, counts: now, checkpoint: `${epoch}.${events}` });
      if (!advanced.ok) return handIn(epoch, now.received, advanced.lease);
    }
    if (!script?.ends) return;
    const last = await store.read(streamId);
    await store.finish({
      ...owner,
      counts: last && last.epoch === epoch ? booksOf(last) : counts,
      status: "ended",
    });
  }

  /** What the holder of an epoch has received, and its successor's claim did not find. */
  async function handIn(epoch: number, received: number, lease: Lease | undefined): Promise<void> {
    if (lease?.takenOver?.epoch !== epoch) return;
    const late = received - lease.takenOver.counts.received;
    await store.tally({ streamId, epoch, counts: { received: late, stored: late, duplicates: 0 } });
  }

  async function branch(holder: string): Promise<void> {
    for (let turn = 1; turn <= scenario.turns; turn += 1) {
      const lease = await store.read(streamId);
      if (lease?.status !== "running") return;
      const times = holder === "A" && turn === scenario.duplicatedTurn ? 2 : 1;
      await Promise.all(Array.from({ length: times }, () => survive(invoke(holder, lease.epoch))));
    }
  }

  async function outsider(): Promise<void> {
    await pause("somebody outside");
    if (scenario.isStopped) await store.stop({ streamId });
    await pause("a second execution");
    const executionArn = "execution-2";
    await store.begin({ streamId, executionArn, restart: scenario.isRestarted });
  }

  return [branch("A"), branch("B"), outsider()];
}
