import { agoText, isoText } from "../text/duration.ts";
import type { ConnectionEntry } from "./connection-entry.ts";
import type { StreamEntry } from "./list-entry.ts";

/** Claims whose distances say when the next one is due. */
const LAST_CLAIMS = 6;

/** Of `2030-01-01T` before the time of day. */
const DAY_LENGTH = 11;

/** What the next handover of a stream with a lease will do, and when; undefined when there is none to come. */
export function handoverWords(
  { status, holder, carrier, connectedAtMs, handoverAtMs, expiresAtMs, ...row }: StreamEntry,
  nowMs: number,
): string | undefined {
  if (status !== "running") return undefined;
  if (row.waitingSinceMs !== undefined && (expiresAtMs ?? 0) < nowMs) {
    return `none before a carrier has room for it: it has waited for ${agoText(nowMs - row.waitingSinceMs)}`;
  }
  if (holder === undefined || handoverAtMs === undefined || expiresAtMs === undefined) {
    return "none before the first connection: it is being made";
  }
  if (expiresAtMs < nowMs) {
    return `overdue: its holder is dead since ${timeOf(expiresAtMs)}, and nobody has taken over`;
  }
  const branch = branchOf(holder);
  const next = otherBranch(branch);
  const isDue = handoverAtMs <= nowMs;
  const who =
    carrier === undefined
      ? `${next} opens a connection`
      : `${next} of carrier ${carrierName(carrier)} opens a connection for each stream that the carrier has, this one`;
  const beside = connectedAtMs === undefined ? ", without one to begin beside" : ` beside that of ${branch}`;
  const until =
    connectedAtMs === undefined
      ? ""
      : `, which goes on until the new one is up, and counts as dead at ${timeOf(expiresAtMs)}`;
  const when = isDue
    ? `due since ${agoText(nowMs - handoverAtMs)}`
    : `in ${agoText(handoverAtMs - nowMs)}, at ${timeOf(handoverAtMs)}`;
  return `${when}: ${who}${beside}${until}`;
}

/**
 * What the next handover of a stream without a lease will do, and when, by its last connections: they are begun in turn, whatever becomes of those
 * before.
 */
export function turnWords(connections: readonly ConnectionEntry[], nowMs: number): string {
  const claims = connections
    .map(({ claimedAtMs }) => claimedAtMs)
    .toSorted((one, other) => one - other)
    .slice(-LAST_CLAIMS);
  const lastMs = claims.at(-1);
  const between = claims
    .slice(1)
    .map((claimedAtMs, index) => claimedAtMs - (claims[index] ?? claimedAtMs))
    .toSorted((one, other) => one - other);
  const everyMs = between[Math.floor(between.length / 2)];
  if (lastMs === undefined || everyMs === undefined) {
    return "when the next connection is made nobody can say: there are not two on record in this time";
  }
  const dueMs = lastMs + everyMs;
  const every = `the last connections were begun every ${agoText(Math.max(1_000, everyMs))}`;
  if (dueMs + everyMs < nowMs)
    return `none is to come: ${every}, and none has been for ${agoText(nowMs - lastMs)}`;
  const up = connections.filter(({ endedAtMs }) => endedAtMs === undefined);
  const beside =
    up.length === 0
      ? "with none to begin beside"
      : `beside ${up.length === 1 ? "the one" : "those"} that may still be up`;
  const when = dueMs > nowMs ? `in ${agoText(dueMs - nowMs)}, at ${timeOf(dueMs)}` : "now";
  return `${when}: another connection is begun ${beside}, each until its own end (${every})`;
}

/** The branch that a holder is: `A` of `execution/A`. */
function branchOf(holder: string): string {
  return `branch ${holder.slice(holder.lastIndexOf("/") + 1)}`;
}

function otherBranch(branch: string): string {
  if (branch === "branch A") return "branch B";
  return branch === "branch B" ? "branch A" : "the next branch";
}

function carrierName(carrier: string): string {
  return carrier.replace(/^#carrier\//, "");
}

function timeOf(atMs: number): string {
  return isoText(atMs).slice(DAY_LENGTH, -5).concat("Z");
}
