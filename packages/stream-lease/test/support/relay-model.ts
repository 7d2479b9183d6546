import type fc from "fast-check";
import {
  createTableLeaseStore,
  type Lease,
  type LeaseCommand,
  type LeaseResult,
  type LeaseTable,
  type LeaseVerb,
} from "../../src/index.ts";
import { applyCommand } from "../../src/transitions/apply-command.ts";
import { createLeaseChecker } from "./lease-checker.ts";
import { T0 } from "./leases.ts";
import { createActors, EXPIRES_AFTER_MS, FLEET, survive } from "./relay-actors.ts";
import type { Fate, Scenario } from "./relay-scenario.ts";

/** A transition as the table gets to see it. */
interface Tampered {
  readonly lease: Lease;
  readonly command: LeaseCommand;
  /** What becomes of the record after it. Default: what the transition made of it. */
  readonly after?: (made: Lease) => Lease;
}

/** A planted bug tampers with the record and the command. */
export type Tamper = (lease: Lease, command: LeaseCommand) => Tampered;

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
    const seen: Tampered | { lease: undefined; command: LeaseCommand; after?: never } = before
      ? tamper(before, command)
      : { lease: before, command };
    const result = applyCommand(seen.lease, seen.command);
    if (!result.ok || result.lease === seen.lease) return result;
    const lease = seen.after?.(result.lease) ?? result.lease;
    record.lease = lease;
    checker.changed(before, lease, command);
    return { ok: true, lease };
  }

  const table = unreliableTable({
    scheduler,
    nextFate: fatesOf(scenario),
    apply,
    read: () => record.lease,
  });
  const storeWhoseClockIsAhead = (aheadMs: number) =>
    createTableLeaseStore({
      table,
      retry: { maxAttempts: 4, baseDelayMs: 1, maxDelayMs: 1 },
      system: {
        now: () => T0 + aheadMs + ticks++,
        random: () => 0,
        sleep: () => pause("between two attempts"),
      },
    });
  const store = storeWhoseClockIsAhead(0);
  const ahead = storeWhoseClockIsAhead(EXPIRES_AFTER_MS);
  await scheduler.waitFor(
    (async () => {
      const begin = { streamId: "weather", executionArn: "execution-1" };
      await survive(store.begin({ ...begin, waitingFor: scenario.isCarried ? FLEET : undefined }));
      const actors = createActors({ store, ahead, scenario, pause, owns: checker.owns });
      await Promise.all(actors.map(survive));
    })(),
  );
  await scheduler.waitIdle();
  checker.finished(record.lease);
  return checker.violations;
}

interface UnreliableOptions {
  scheduler: fc.Scheduler;
  nextFate(verb: LeaseVerb): Fate;
  apply(command: LeaseCommand): LeaseResult;
  read(): Lease | undefined;
}

function fatesOf(scenario: Scenario): (verb: LeaseVerb) => Fate {
  const fates = [...scenario.fates];
  const seatFates = [...scenario.seatFates];
  const own: Partial<Record<LeaseVerb, Fate[]>> = {
    advance: [...scenario.advanceFates],
    tally: [...scenario.tallyFates],
    offer: seatFates,
    withdraw: seatFates,
    release: seatFates,
  };
  return (verb) => (own[verb] ?? fates).shift() ?? "answered";
}

function unreliableTable(options: UnreliableOptions): LeaseTable {
  const { scheduler, nextFate, apply, read } = options;
  const lost = (why: Fate) => ({ kind: "again", cause: new Error(why) }) as const;
  return {
    async write(command) {
      const fate = nextFate(command.verb);
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
