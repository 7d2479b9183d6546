import fc from "fast-check";
import { expect, test } from "vitest";
import type { Lease, LeaseCommand } from "../../src/index.ts";
import { applyCommand } from "../../src/transitions/apply-command.ts";
import { booksOf, sum } from "../../src/transitions/counts.ts";
import { anyCall, anyLease, anyTime } from "../support/records.ts";

const anyCommand = fc
  .tuple(anyCall("weather"), anyTime)
  .map(([{ verb, request }, nowMs]) => ({ verb, request: { ...request, nowMs } }) as LeaseCommand);

function forAnyTransition(check: (lease: Lease | undefined, command: LeaseCommand) => void): void {
  fc.assert(fc.property(anyLease("weather"), anyCommand, check), { numRuns: 2_000 });
}

/** A lease without what a tally may change. */
function withoutTallies(lease: Lease | undefined) {
  return { ...lease, counts: undefined, late: undefined, talliedEpoch: undefined };
}

test("a transition that is made twice is made once, whichever it is", () => {
  forAnyTransition((lease, command) => {
    const once = applyCommand(lease, command);
    if (!once.ok) return;
    expect(applyCommand(once.lease, command)).toEqual(once);
  });
});

test("a refusal gives the very record that stood in the way", () => {
  forAnyTransition((lease, command) => {
    const result = applyCommand(lease, command);
    if (!result.ok) expect(result.lease).toBe(lease);
  });
});

test("the epoch only rises, and only by a begin or a claim", () => {
  forAnyTransition((lease, command) => {
    const result = applyCommand(lease, command);
    if (!result.ok || result.lease === lease) return;
    const raise = command.verb === "begin" || command.verb === "claim" ? 1 : 0;
    expect(result.lease.epoch).toBe((lease?.epoch ?? 0) + raise);
  });
});

test("a stream that has ended changes only by a begin with restart, and in its counts by a tally", () => {
  forAnyTransition((lease, command) => {
    if (lease?.status !== "ended") return;
    const result = applyCommand(lease, command);
    const isRestart = command.verb === "begin" && command.request.restart === true;
    if (command.verb === "tally") expect(withoutTallies(result.lease)).toEqual(withoutTallies(lease));
    else if (!isRestart) expect(result.lease).toBe(lease);
  });
});

test("a tally raises what is counted by its counts, and leaves the holder's books", () => {
  forAnyTransition((lease, command) => {
    if (lease === undefined || command.verb !== "tally") return;
    const result = applyCommand(lease, command);
    if (!result.ok || result.lease === lease) return;
    expect(result.lease.counts).toEqual(sum(lease.counts, command.request.counts));
    const isKept = lease.status === "running" || lease.status === "stopped";
    if (isKept) expect(booksOf(result.lease)).toEqual(booksOf(lease));
    else expect(result.lease.late).toEqual(lease.late);
  });
});

test("whatever was counted stays so, whoever holds the stream next", () => {
  forAnyTransition((lease, command) => {
    if (lease === undefined || !["begin", "inherit", "claim", "fail", "stop"].includes(command.verb)) return;
    expect(applyCommand(lease, command).lease?.counts).toEqual(lease.counts);
  });
});

/** A stream of a fleet has a place in it for as long as it runs. */
function hasPlace({ carrier, waitingFor }: Lease): boolean {
  return carrier !== undefined || waitingFor !== undefined;
}

test("a running stream of a fleet has a carrier or waits for one, unless somebody takes it out of the fleet", () => {
  forAnyTransition((lease, command) => {
    if (lease === undefined || !hasPlace(lease)) return;
    const { verb, request } = command;
    if (verb === "claim" && request.carrier === undefined) return;
    if (verb === "begin" && request.waitingFor === undefined) return;
    const result = applyCommand(lease, command);
    if (result.ok && result.lease.status === "running") expect(hasPlace(result.lease)).toBe(true);
  });
});

test("an offer, its withdrawal and a report change nothing that decides who holds the stream, and how far it is", () => {
  forAnyTransition((lease, command) => {
    if (!["offer", "withdraw", "report"].includes(command.verb)) return;
    const result = applyCommand(lease, command);
    const wait = { waitingFor: undefined, waitingSinceMs: undefined };
    const place = { ...wait, seats: undefined, room: undefined, savedAtMs: undefined };
    expect({ ...result.lease, ...place }).toEqual({ ...lease, ...place });
  });
});

test("records are not written into", () => {
  forAnyTransition((lease, command) => {
    const before = structuredClone(lease);
    applyCommand(lease, command);
    expect(lease).toEqual(before);
  });
});
