import fc from "fast-check";
import type { Lease, LeaseRequests, LeaseResult, LeaseStore, LeaseVerb } from "../../src/index.ts";
import { sum } from "../../src/transitions/counts.ts";
import { T0 } from "./leases.ts";

// Domains so small that records and requests often meet, and often just miss.
const time = fc.integer({ min: T0, max: T0 + 2 });
const epoch = fc.integer({ min: 1, max: 2 });
const execution = fc.constantFrom("execution-1", "execution-2");
const claimId = fc.constantFrom("claim-1", "claim-2");
const holder = fc.constantFrom("A", "B");
const checkpoint = fc.constantFrom("id-1", "id-2");
const reason = fc.constantFrom("because", "why not");
const count = fc.integer({ min: 0, max: 1 });
const counts = fc.record({ received: count, stored: count, duplicates: count });

const noClaim = fc.constant({});
const aClaim = fc.record(
  {
    holder,
    claimId,
    claimedAtMs: time,
    handoverAtMs: time,
    expiresAtMs: time,
    connectedAtMs: time,
    savedAtMs: time,
    upTimes: fc.record({ upSinceMs: time, upUntilMs: time }),
    takenOver: fc.record({ epoch, counts }),
  },
  { requiredKeys: ["holder", "claimId", "claimedAtMs", "handoverAtMs", "expiresAtMs"] },
);
const claimWithTimes = aClaim.map(({ upTimes, ...claim }) => ({ ...claim, ...upTimes }));
const claimPart = fc.oneof(noClaim, { weight: 3, arbitrary: claimWithTimes });

const fleetName = fc.constantFrom("default", "night");
const carrier = fc.constantFrom("#carrier/default/1", "#carrier/default/2");
const follow = fc.constantFrom("onward", "anew");
const aWait = fc.record({
  waitingFor: fc.constantFrom("default", "night", "default/offered"),
  waitingSinceMs: time,
});
const placePart = fc
  .tuple(fc.oneof(fc.constant({}), fc.record({ carrier })), fc.oneof(fc.constant({}), aWait))
  .map(([seat, wait]) => ({ ...seat, ...wait }));

const restPart = fc.record(
  {
    status: fc.constantFrom("running", "running", "running", "ended", "stopped", "failed"),
    executionArn: fc.constantFrom("execution-1", "execution-2", "execution-3"),
    epoch,
    startedAtMs: time,
    counts,
    connections: count,
    failures: count,
    lastError: reason,
    failingSinceMs: time,
    endedAtMs: time,
    checkpoint,
    reason,
    late: counts,
    talliedEpoch: fc.integer({ min: 0, max: 2 }),
    seats: count,
    room: count,
    follow,
    cursorless: count,
  },
  { requiredKeys: ["status", "executionArn", "epoch", "startedAtMs", "counts", "connections", "failures"] },
);

/** Any record of the stream, or none. */
export function anyLease(streamId: string): fc.Arbitrary<Lease | undefined> {
  const record = fc.tuple(restPart, claimPart, placePart).map(([rest, claim, place]) => {
    const books = rest.late === undefined ? rest.counts : sum(rest.counts, rest.late);
    return { streamId, ...rest, counts: books, ...claim, ...place } as Lease;
  });
  return fc.option(record, { nil: undefined, freq: 8 });
}

/** More for those with more to go wrong. */
const WEIGHTS: Record<string, number> = {
  begin: 3,
  advance: 2,
  confirm: 2,
  fail: 2,
  finish: 4,
  tally: 2,
  release: 3,
  report: 2,
  offer: 2,
  withdraw: 2,
};

/** A verb and a request for it. */
export interface Call {
  readonly verb: LeaseVerb;
  readonly request: LeaseRequests[LeaseVerb];
}

export function callOn(store: LeaseStore, { verb, request }: Call): Promise<LeaseResult> {
  const method = store[verb] as (request: Call["request"]) => Promise<LeaseResult>;
  return method(request);
}

export function anyCall(streamId: string): fc.Arbitrary<Call> {
  const stream = fc.constant(streamId);
  const owner = { streamId: stream, epoch, claimId };
  const maybeReason = fc.option(reason, { nil: undefined });
  const ownerWrite = {
    ...owner,
    counts,
    checkpoint: fc.option(checkpoint, { nil: undefined }),
    follow: fc.option(fc.option(follow, { nil: undefined })),
    cursorless: fc.option(count, { nil: undefined }),
  };
  const upSinceMs = fc.option(time, { nil: undefined });
  const turn = fc.oneof(
    fc.record({ failures: fc.option(count, { nil: undefined }) }),
    fc.record({ failures: fc.constantFrom(undefined, 1, 2), lastError: reason }),
  );
  const requests: { [V in LeaseVerb]: fc.Arbitrary<LeaseRequests[V]> } = {
    begin: fc.record({
      streamId: stream,
      executionArn: execution,
      restart: fc.boolean(),
      forgetCheckpoint: fc.boolean(),
      waitingFor: fc.option(fleetName, { nil: undefined }),
    }),
    inherit: fc.constantFrom(
      { streamId, executionArn: "execution-1", predecessorArn: "execution-2" },
      { streamId, executionArn: "execution-2", predecessorArn: "execution-1" },
    ),
    claim: fc.record({
      streamId: stream,
      holder,
      claimId,
      expectedEpoch: epoch,
      handoverAtMs: fc.constant(T0 + 5),
      expiresAtMs: fc.constant(T0 + 9),
      carrier: fc.option(carrier, { nil: undefined }),
    }),
    confirm: fc.record({ ...owner, upSinceMs }),
    advance: fc
      .tuple(fc.record({ ...ownerWrite, upSinceMs }), turn)
      .map(([write, said]) => ({ ...write, ...said })),
    finish: fc.record({
      ...ownerWrite,
      status: fc.constantFrom("ended", "failed"),
      reason: maybeReason,
    }),
    tally: fc.record({ streamId: stream, epoch: fc.integer({ min: 0, max: 2 }), counts }),
    fail: fc.record({ streamId: stream, executionArn: execution, reason }),
    stop: fc.record({ streamId: stream, reason: maybeReason }),
    offer: fc.record({ ...owner, fleet: fleetName }),
    withdraw: fc.record(owner),
    release: fc.record({ streamId: stream, carrier, fleet: fleetName }),
    report: fc.record({ ...owner, seats: count, room: count }),
  };
  const calls = Object.entries(requests).map(([verb, request]) => ({
    weight: WEIGHTS[verb] ?? 1,
    arbitrary: fc.record({
      verb: fc.constant(verb as LeaseVerb),
      request: request as fc.Arbitrary<Call["request"]>,
    }),
  }));
  return fc.oneof(...calls);
}

export const anyTime: fc.Arbitrary<number> = time;
