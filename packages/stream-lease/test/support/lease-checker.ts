import type { Lease, LeaseCommand } from "../../src/index.ts";
import { booksOf } from "../../src/transitions/counts.ts";

/**
 * Watches every change of one record, and every claim that an invocation believes to have won. It knows nothing of the
 * rules of the transitions, only what must never come of them.
 */
export function createLeaseChecker() {
  const violations: string[] = [];
  const ownerOfEpoch = new Map<number, string>();
  const winnerOfTurn = new Map<number, string>();
  const receivedAtClaim = new Map<number, number>();
  const receivedBy = new Map<number, number>();
  const talliedBy = new Map<number, number>();
  const must = (holds: boolean, violation: string) => {
    if (!holds) violations.push(violation);
  };

  function changed(before: Lease | undefined, after: Lease, { verb, request }: LeaseCommand): void {
    if (verb === "claim") receivedAtClaim.set(after.epoch, after.counts.received);
    if (before === undefined) return;
    const isRestart = verb === "begin" && request.restart === true;
    must(
      before.status !== "ended" || isRestart || verb === "tally",
      `${verb} changed a stream that had ended`,
    );
    const raise = verb === "claim" || verb === "begin" ? 1 : 0;
    must(after.epoch === before.epoch + raise, `${verb} made epoch ${before.epoch} ${after.epoch}`);
    if (OWNERS_VERBS.has(verb) && "claimId" in request && "epoch" in request) {
      const isOwner = request.epoch === before.epoch && request.claimId === before.claimId;
      must(isOwner, `${verb} of ${request.claimId} changed the record of ${before.claimId}`);
    }
    if (verb === "advance") {
      const own = request.counts.received - (receivedAtClaim.get(request.epoch) ?? 0);
      receivedBy.set(request.epoch, Math.max(own, receivedBy.get(request.epoch) ?? 0));
    }
    if (verb === "tally") {
      talliedBy.set(request.epoch, request.counts.received);
      const isSame = JSON.stringify(booksAside(after)) === JSON.stringify(booksAside(before));
      must(isSame, `tally of epoch ${request.epoch} changed more than what is counted`);
    }
    if (verb === "release") {
      must(
        request.carrier === before.carrier,
        `${verb} of ${request.carrier} gave up what ${before.carrier} had`,
      );
    }
    const isForgotten = isInFleet(before) && after.status === "running" && !isInFleet(after);
    must(!isForgotten, `${verb} forgot the stream: nobody carries it, and it waits for nobody`);
    must(place(after) >= place(before), `checkpoint ${before.checkpoint} went back to ${after.checkpoint}`);
    must(after.counts.received >= before.counts.received, "counters went back");
  }

  return {
    violations: violations as readonly string[],
    changed,
    /** An invocation has been told that it is the holder. */
    owns(claim: { epoch: number; expectedEpoch: number; claimId: string }): void {
      const { epoch, expectedEpoch, claimId } = claim;
      const owner = ownerOfEpoch.get(epoch) ?? claimId;
      const winner = winnerOfTurn.get(expectedEpoch) ?? claimId;
      ownerOfEpoch.set(epoch, owner);
      winnerOfTurn.set(expectedEpoch, winner);
      must(owner === claimId, `${owner} and ${claimId} both own epoch ${epoch}`);
      must(winner === claimId, `${winner} and ${claimId} both won the claim of epoch ${expectedEpoch}`);
    },
    finished(lease: Lease | undefined): void {
      const received = [...receivedBy.values(), ...talliedBy.values()].reduce((sum, each) => sum + each, 0);
      const counted = lease?.counts.received ?? 0;
      must(counted === received, `${counted} events on the record, ${received} reported`);
    },
  };
}

const OWNERS_VERBS: ReadonlySet<string> = new Set(["confirm", "advance", "finish", "offer", "withdraw"]);

function isInFleet({ carrier, waitingFor }: Lease): boolean {
  return carrier !== undefined || waitingFor !== undefined;
}

function booksAside(lease: Lease) {
  const hasBooks = lease.status === "running" || lease.status === "stopped";
  return { ...lease, counts: hasBooks && booksOf(lease), late: undefined, talliedEpoch: undefined };
}

/** A checkpoint of the model is `<epoch>.<event>`, both below ten thousand. */
function place({ checkpoint = "0.0" }: Lease): number {
  const [epoch, event] = checkpoint.split(".").map(Number);
  return (epoch ?? 0) * 10_000 + (event ?? 0);
}
