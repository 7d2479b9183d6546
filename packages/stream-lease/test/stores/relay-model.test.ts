import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Lease, LeaseCommand } from "../../src/index.ts";
import { runRelay, type Tamper } from "../support/relay-model.ts";
import { anyScenario } from "../support/relay-scenario.ts";

test("whatever the order of events, and whichever messages get lost or arrive late, the lease has one owner", async () => {
  const relayIsSafe = fc.asyncProperty(fc.scheduler(), anyScenario, async (scheduler, scenario) => {
    expect(await runRelay(scheduler, scenario)).toEqual([]);
  });
  await fc.assert(relayIsSafe, { numRuns: 500 });
});

describe("the checker finds a planted bug:", () => {
  /** Whether some schedule leads to a violation of this kind, and not only of others. */
  async function expectViolation(violation: RegExp, tamper: Tamper): Promise<void> {
    const neverHappens = fc.asyncProperty(fc.scheduler(), anyScenario, async (scheduler, scenario) => {
      const violations = await runRelay(scheduler, scenario, tamper);
      return !violations.some((each) => violation.test(each));
    });
    const run = await fc.check(neverHappens, { numRuns: 1_000, seed: 1, endOnFailure: true });
    expect(String(run.errorInstance)).toContain("Property failed by returning false");
  }

  test("claims without the condition on the epoch", async () => {
    await expectViolation(/both won the claim/, (lease, command) => ({
      lease,
      command:
        command.verb === "claim"
          ? { ...command, request: { ...command.request, expectedEpoch: lease.epoch } }
          : command,
    }));
  });

  test("an epoch that is set instead of raised", async () => {
    await expectViolation(/both own epoch|made epoch/, (lease, command) => ({
      lease: command.verb === "claim" ? { ...lease, epoch: command.request.expectedEpoch } : lease,
      command,
    }));
  });

  test("holders' writes without the condition on epoch and claim", async () => {
    await expectViolation(/changed the record of|went back/, (lease, command) => ({
      lease,
      command: ("claimId" in command.request && "epoch" in command.request
        ? { ...command, request: { ...command.request, epoch: lease.epoch, claimId: lease.claimId } }
        : command) as LeaseCommand,
    }));
  });

  test("writes without the condition on the status", async () => {
    await expectViolation(/changed a stream that had ended/, (lease, command) => ({
      lease: { ...lease, status: "running" },
      command,
    }));
  });

  test("counters that are added instead of set", async () => {
    await expectViolation(/events on the record/, (lease, command) => {
      if (command.verb !== "advance") return { lease, command };
      const received = lease.counts.received + 1;
      const counts = { ...command.request.counts, received };
      return { lease, command: { ...command, request: { ...command.request, counts } } };
    });
  });

  test("a tally that is made again", async () => {
    await expectViolation(/events on the record/, (lease, command) => {
      const { talliedEpoch: _, ...untallied } = lease;
      return { lease: command.verb === "tally" ? untallied : lease, command };
    });
  });

  test("a holder that takes an offer back for a stream which no carrier has any more", async () => {
    await expectViolation(/forgot the stream/, (lease, command) => {
      const { carrier, ...uncarried } = lease;
      if (command.verb !== "withdraw" || carrier !== undefined) return { lease, command };
      const after = ({ carrier: _, ...made }: Lease) => made;
      return { lease: { ...uncarried, carrier: "#carrier/default/1" }, command, after };
    });
  });

  test("a release that moves the stream away from a carrier that has claimed it since", async () => {
    await expectViolation(/gave up what/, (lease, command) => ({
      lease:
        command.verb === "release" ? { ...lease, expiresAtMs: 0, carrier: command.request.carrier } : lease,
      command,
    }));
  });

  test("late writes of a holder that nothing turns away", async () => {
    const nothing = { received: 0, stored: 0, duplicates: 0 };
    await expectViolation(/went back/, (lease, command) => ({
      lease: command.verb === "advance" ? { ...lease, counts: nothing } : lease,
      command,
    }));
  });
});
