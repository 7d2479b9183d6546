import fc from "fast-check";
import type { Lease, LeaseRequests, LeaseStore, LeaseVerb } from "../../src/index.ts";
import { callOn } from "./records.ts";

/** One call of a random history, as choices that fit whatever the record then is. */
export interface Step {
  readonly verb: LeaseVerb;
  /** Time that passes before it. */
  readonly pauseMs: number;
  readonly execution: number;
  readonly claim: number;
  /** The record's own epoch and claim, or others. */
  readonly isOwner: boolean;
  readonly epochOffset: number;
  readonly flag: boolean;
  readonly otherFlag: boolean;
  readonly counted: number;
}

const VERBS: LeaseVerb[] = [
  "begin",
  "inherit",
  "claim",
  "confirm",
  "advance",
  "finish",
  "tally",
  "fail",
  "stop",
  "offer",
  "withdraw",
  "release",
  "report",
];

export const anyStep: fc.Arbitrary<Step> = fc.record({
  // Histories in which little happens after a begin are of little use: claims and advances are drawn more often.
  verb: fc.constantFrom(...VERBS, "begin", "claim", "claim", "claim", "advance", "advance", "tally"),
  pauseMs: fc.constantFrom(0, 1, 500, 2_000),
  execution: fc.integer({ min: 1, max: 3 }),
  claim: fc.integer({ min: 1, max: 3 }),
  isOwner: fc.boolean(),
  epochOffset: fc.constantFrom(0, 0, 0, -1, 1),
  flag: fc.boolean(),
  otherFlag: fc.boolean(),
  counted: fc.integer({ min: -1, max: 3 }),
});

/** Makes the step's call on a store, for a record that is now `lease`. */
export function take(
  store: LeaseStore,
  step: Step,
  streamId: string,
  lease: Lease | undefined,
  nowMs: number,
) {
  const requests = requestsOf(step, streamId, lease, nowMs);
  return callOn(store, { verb: step.verb, request: requests[step.verb] });
}

function requestsOf(step: Step, streamId: string, lease: Lease | undefined, nowMs: number): LeaseRequests {
  const { flag, otherFlag, counted } = step;
  const executionArn = `execution-${step.execution}`;
  const epoch = (lease?.epoch ?? 1) + step.epochOffset;
  const claimId = (step.isOwner && lease?.claimId) || `claim-${step.claim}`;
  const counts = {
    received: Math.max(0, (lease?.counts.received ?? 0) + counted),
    stored: Math.max(0, (lease?.counts.stored ?? 0) + counted),
    duplicates: lease?.counts.duplicates ?? 0,
  };
  const late = Math.max(0, counted);
  const owner = { streamId, epoch, claimId };
  const follow = otherFlag ? "onward" : flag ? null : undefined;
  const checkpoint = flag ? `id-${counts.stored}` : undefined;
  const carrier = `#carrier/default/${(step.execution % 2) + 1}`;
  const fleet = "default";
  const upSinceMs = otherFlag ? nowMs - 1 : undefined;
  const reason = otherFlag ? "because" : undefined;
  return {
    begin: {
      streamId,
      executionArn,
      restart: flag,
      forgetCheckpoint: otherFlag,
      waitingFor: flag === otherFlag ? fleet : undefined,
    },
    inherit: {
      streamId,
      executionArn,
      predecessorArn: `execution-${(step.execution % 3) + 1}`,
    },
    claim: {
      streamId,
      holder: flag ? "A" : "B",
      claimId: `claim-${step.claim}`,
      expectedEpoch: epoch,
      handoverAtMs: nowMs + 1_000,
      expiresAtMs: nowMs + 1_500,
      carrier: otherFlag ? carrier : undefined,
    },
    confirm: { ...owner, upSinceMs },
    advance: { ...owner, counts, checkpoint, follow, cursorless: late, upSinceMs },
    finish: { ...owner, counts, checkpoint, follow, reason, status: flag ? "ended" : "failed" },
    tally: {
      streamId,
      epoch: flag ? epoch : Math.max(0, epoch - 1),
      counts: { received: late + 1, stored: late, duplicates: 1 },
    },
    fail: { streamId, executionArn, reason: "because" },
    stop: { streamId, reason },
    offer: { ...owner, fleet },
    withdraw: owner,
    release: { streamId, carrier: (step.isOwner && lease?.carrier) || carrier, fleet },
    report: { ...owner, seats: late, room: 1 },
  };
}
