import { longestMs, without } from "../../checkers/spans.ts";
import type { Violation } from "../../checkers/violation.ts";
import type { ConnectionRecord, History } from "../../history.ts";
import type { FleetHistory } from "../fleet-history.ts";
import { excusesOf } from "./excuses.ts";
import { fleetViolation } from "./fleet-violation.ts";

/**
 * How long the older of two connections may go on once the newer one is up, in milliseconds: until its seat looks, which it
 * is told to when the index no longer shows the stream among its carrier's, and until what was under way has arrived.
 */
const LONGEST_OVERLAP_MS = 10_000;

/** No two carriers read one stream but in a handover: the older one goes soon after the newer one is up. */
export function checkReaders(history: FleetHistory): Violation[] {
  return [...history.streams].flatMap(([streamId, stream]) => {
    const excuses = excusesOf(history, streamId);
    return overlapsOf(stream).flatMap(({ older, newer, fromMs, untilMs }) => {
      if (longestMs(without({ fromMs, untilMs }, excuses)) <= LONGEST_OVERLAP_MS) return [];
      const what = `${streamId}: ${older} read on for ${untilMs - fromMs} ms beside ${newer}`;
      return [fleetViolation(history, "doubleOwners", fromMs, what)];
    });
  });
}

interface Overlap {
  readonly older: string;
  readonly newer: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The times in which two seats of a stream were connected, from the moment at which the later claim's was. */
function overlapsOf({ claims, connections, endMs }: History): Overlap[] {
  const orderOf = (invocation: string) => claims.findIndex((claim) => claim.invocation === invocation);
  const up = connections.filter(({ attachedAtMs }) => attachedAtMs !== undefined);
  const spanOf = ({ attachedAtMs = endMs, deadAtMs = endMs }: ConnectionRecord) =>
    [attachedAtMs, deadAtMs] as const;
  return up.flatMap((one) =>
    up.flatMap((other): Overlap[] => {
      if (orderOf(one.invocation) >= orderOf(other.invocation)) return [];
      const [olderFrom, olderUntil] = spanOf(one);
      const [newerFrom, newerUntil] = spanOf(other);
      const fromMs = Math.max(olderFrom, newerFrom);
      const untilMs = Math.min(olderUntil, newerUntil);
      if (untilMs <= fromMs) return [];
      return [{ older: one.invocation, newer: other.invocation, fromMs, untilMs }];
    }),
  );
}
