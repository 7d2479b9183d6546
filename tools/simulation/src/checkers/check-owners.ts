import { type ConnectionRecord, claimIdOf, type History, type LeaseSight } from "../history.ts";
import { type Violation, violation } from "./violation.ts";

/**
 * Each epoch is won by one claim alone, nobody wins another epoch than the one after what it had been told, and a
 * connection is opened again only by someone who has looked at the lease since the last one was over, and has found it to
 * be its own.
 */
export function checkOwners(history: History): Violation[] {
  return [...sharedEpochs(history), ...staleClaims(history), ...reopenings(history)];
}

function staleClaims(history: History): Violation[] {
  return history.claims
    .filter(({ epoch, expectedEpoch }) => epoch !== expectedEpoch + 1)
    .map(({ atMs, invocation, epoch, expectedEpoch }) => {
      const what = `${invocation} won epoch ${epoch}, it had been told to follow epoch ${expectedEpoch}`;
      return violation(history, "doubleOwners", atMs, what);
    });
}

function sharedEpochs(history: History): Violation[] {
  const winners = new Map<number, string>();
  return history.claims.flatMap(({ atMs, invocation, epoch }) => {
    const other = winners.get(epoch);
    winners.set(epoch, other ?? invocation);
    if (other === undefined || other === invocation) return [];
    return [violation(history, "doubleOwners", atMs, `${other} and ${invocation} both won epoch ${epoch}`)];
  });
}

function reopenings(history: History): Violation[] {
  const epochs = new Map(history.claims.map(({ invocation, epoch }) => [invocation, epoch]));
  const found: Violation[] = [];
  for (const request of history.connections) {
    if (request.requestNumber === 1) continue;
    const why = unownedBecause(history, request, epochs.get(request.invocation));
    if (why === undefined) continue;
    const what = `${request.invocation} opens connection ${request.requestNumber} ${why}`;
    found.push(violation(history, "doubleOwners", request.requestedAtMs, what));
  }
  return found;
}

function unownedBecause(
  { connections, leaseSights }: History,
  { invocation, requestNumber, requestedOrder }: ConnectionRecord,
  epoch: number | undefined,
): string | undefined {
  const previous = connections.find(
    (other) => other.invocation === invocation && other.requestNumber === requestNumber - 1,
  );
  const overOrder = previous?.overOrder ?? Number.POSITIVE_INFINITY;
  const sights = leaseSights.filter(
    ({ by, order }) => by === invocation && order < requestedOrder && order > overOrder,
  );
  const isOwn = ({ lease }: LeaseSight) =>
    lease?.epoch === epoch && lease?.claimId === claimIdOf(invocation) && lease.status === "running";
  // Of two looks at once the answer of the later one may still be on its way.
  if (sights.some(isOwn)) return undefined;
  const last = sights.at(-1);
  if (last === undefined) return "without having looked at the lease since the last one was over";
  const { lease } = last;
  return `although the lease showed epoch ${lease?.epoch}, ${lease?.status}, claim ${lease?.claimId}`;
}
