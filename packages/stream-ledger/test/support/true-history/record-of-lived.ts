import type { ConnectionCounts, ConnectionRecord } from "../../../src/index.ts";
import { recordOf } from "../records.ts";
import type { DrawnConnection } from "./draws.ts";
import type { Lived } from "./run.ts";

const NOTHING: ConnectionCounts = { received: 0, stored: 0, duplicates: 0, deadLettered: 0 };

/**
 * What is on record of a connection; undefined when nothing is.
 *
 * @param hasMet whether it has received an event that another connection had stored
 */
export function recordOfLived(lived: Lived, hasMet: boolean): ConnectionRecord | undefined {
  const { drawn, fate } = lived;
  const written = drawn.written === "closed" && !fate.isClosed ? "opened" : drawn.written;
  const records: Record<DrawnConnection["written"], () => ConnectionRecord | undefined> = {
    closed: () => closedOf(lived, hasMet),
    // What is said on connecting is not said by one that never was.
    opened: () => (fate.connectedAtMs === undefined ? undefined : { ...identityOf(lived), counts: NOTHING }),
    inferred: () => inferredOf(lived),
    nothing: () => undefined,
  };
  return records[written]();
}

function identityOf({ drawn, epoch, around, fate: { connectedAtMs } }: Lived): ConnectionRecord {
  const { claimedAtMs } = around;
  const {
    connectedAtMs: _,
    confirmedAtMs: __,
    endedAtMs: ___,
    outcome: ____,
    ...identity
  } = recordOf({ claimedAtMs, epoch, claimId: `request-${epoch}`, deadlineMs: claimedAtMs + drawn.lifeMs });
  return { ...identity, ...(connectedAtMs === undefined ? {} : { connectedAtMs }) };
}

function closedOf(lived: Lived, hasMet: boolean): ConnectionRecord {
  const { drawn, around, fate, nextUpAtMs, isFirst } = lived;
  const { connectedAtMs, reopenings, endedAtMs, outcome } = fate;
  const { over, succeededAtMs, sourceEndsAtMs } = around;
  const isConfirmed =
    drawn.isConfirmed &&
    connectedAtMs !== undefined &&
    connectedAtMs < Math.min(succeededAtMs, over?.atMs ?? Number.POSITIVE_INFINITY);
  const seesSuccessor = drawn.seesSuccessor && nextUpAtMs <= endedAtMs;
  const hasNews = connectedAtMs !== undefined && connectedAtMs < sourceEndsAtMs;
  const isHandover = !isFirst && connectedAtMs !== undefined;
  return {
    ...identityOf(lived),
    ...{ reopenings, endedAtMs, outcome },
    counts: hasNews ? { ...NOTHING, received: 3, stored: 3 } : { ...NOTHING, received: 2, duplicates: 2 },
    ...(isConfirmed ? { confirmedAtMs: Math.min(endedAtMs, connectedAtMs + 500) } : {}),
    ...(seesSuccessor ? { supersededAtMs: Math.max(nextUpAtMs, around.claimedAtMs) } : {}),
    ...(isHandover ? { handover: { proof: hasMet ? "event" : "none" } } : {}),
  };
}

function inferredOf(lived: Lived): ConnectionRecord {
  const { drawn, around, fate } = lived;
  const [first] = fate.up;
  const knownMs = first && Math.floor(drawn.knownShare * (first.untilMs - first.fromMs));
  return {
    ...identityOf(lived),
    ...{ endedAtMs: Math.min(around.succeededAtMs, around.claimedAtMs + drawn.lifeMs), outcome: "killed" },
    knownUp:
      first === undefined || knownMs === undefined ? [] : [{ ...first, untilMs: first.fromMs + knownMs }],
    inferred: ["endedAtMs", "outcome"],
  };
}
