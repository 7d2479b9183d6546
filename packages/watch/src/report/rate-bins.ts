import type { ConnectionEntry } from "./connection-entry.ts";
import type { CountedSpan } from "./counted-spans.ts";
import { countsKnown } from "./counts-known.ts";

/** What the rates of a time are made of. Moments are epoch milliseconds. */
export interface RateSources {
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Of the time, in the order of their claims. */
  readonly connections: readonly ConnectionEntry[];
  /** By the counts of the lease as they were seen, the oldest first. */
  readonly counted: readonly CountedSpan[];
}

/** A part of the time that is shown, and how many events came in it. */
export interface RateBin {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Of it, how long it is known what came, in milliseconds. */
  readonly knownMs: number;
  readonly received: number;
  readonly duplicates: number;
  /** Of the connections' records alone: the lease does not count them. */
  readonly deadLettered: number;
  /** Whether some of it is known by the records of connections alone: what whole ones have counted, spread over their time. */
  readonly isAverage: boolean;
}

/** Events over time, and what they come to. */
export interface Rates {
  readonly bins: readonly RateBin[];
  readonly received: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** The highest of a part of the time, in events a second. */
  readonly mostPerSecond: number;
}

/** Parts of the time that is shown. */
const BINS = 60;

/** Of a part of which less is known, nothing is told: a burst would look like a rate. */
const LEAST_KNOWN_SHARE = 0.05;

interface Span extends CountedSpan {
  readonly deadLettered: number;
  readonly isAverage: boolean;
}

/**
 * Events over a time: where the counts of the lease were seen, by these, and else by the records of connections, whose events are taken as
 * spread evenly. Of a time in which nobody was connected it is known that nothing came; of one that a connection was up in that has told nothing of
 * its events, and of one before the first connection on record, nothing is known.
 */
export function ratesOf({ sinceMs, untilMs, connections, counted }: RateSources): Rates {
  const told = connections.flatMap((connection) => spanOf(connection, untilMs) ?? []);
  const covered = counted.map((span) => ({ ...span, deadLettered: 0, isAverage: false }));
  const averages = told.flatMap((span) => without(span, counted));
  const spans = [...covered, ...averages];
  const known = [...counted, ...timesKnown(connections, untilMs)];
  const stepMs = (untilMs - sinceMs) / BINS;
  const bins = Array.from({ length: BINS }, (_, index) => {
    const bin = { fromMs: sinceMs + index * stepMs, untilMs: sinceMs + (index + 1) * stepMs };
    const parts = spans.map((span) => ({ span, share: shareIn(span, bin) })).filter(({ share }) => share > 0);
    const dead = told.map((span) => span.deadLettered * shareIn(span, bin));
    const sumOf = (count: "received" | "duplicates") =>
      parts.reduce((sum, { span, share }) => sum + span[count] * share, 0);
    return {
      ...bin,
      knownMs: lengthOfUnion(known, bin),
      ...{ received: sumOf("received"), duplicates: sumOf("duplicates") },
      deadLettered: dead.reduce((sum, count) => sum + count, 0),
      isAverage: parts.length === 0 || parts.some(({ span }) => span.isAverage),
    };
  });
  const sumOf = (count: "received" | "duplicates" | "deadLettered") =>
    bins.reduce((sum, bin) => sum + bin[count], 0);
  return {
    bins,
    ...{ received: sumOf("received"), duplicates: sumOf("duplicates"), deadLettered: sumOf("deadLettered") },
    mostPerSecond: Math.max(0, ...bins.map((bin) => perSecond(bin, "received") ?? 0)),
  };
}

/** Events a second in a part of the time; undefined when too little is known of it. */
export function perSecond(
  bin: RateBin,
  count: "received" | "duplicates" | "deadLettered",
): number | undefined {
  if (bin.knownMs < (bin.untilMs - bin.fromMs) * LEAST_KNOWN_SHARE) return undefined;
  return (bin[count] * 1_000) / bin.knownMs;
}

function spanOf(connection: ConnectionEntry, nowMs: number): Span | undefined {
  if (!countsKnown(connection)) return undefined;
  const { received, duplicates, deadLettered } = connection.counts;
  const [fromMs, untilMs] = upTime(connection, nowMs);
  return untilMs > fromMs
    ? { fromMs, untilMs, received, duplicates, deadLettered, isAverage: true }
    : undefined;
}

function upTime(
  { claimedAtMs, connectedAtMs = claimedAtMs, endedAtMs }: ConnectionEntry,
  nowMs: number,
): [number, number] {
  return [connectedAtMs, endedAtMs ?? nowMs];
}

/** What is left of a span where others do not reach, with its share of the counts. */
function without(span: Span, others: readonly CountedSpan[]): Span[] {
  let rest: readonly { readonly fromMs: number; readonly untilMs: number }[] = [span];
  for (const other of others) {
    if (other.untilMs <= span.fromMs || other.fromMs >= span.untilMs) continue;
    rest = rest.flatMap(({ fromMs, untilMs }) => [
      ...(other.fromMs > fromMs ? [{ fromMs, untilMs: Math.min(untilMs, other.fromMs) }] : []),
      ...(other.untilMs < untilMs ? [{ fromMs: Math.max(fromMs, other.untilMs), untilMs }] : []),
    ]);
  }
  const lengthMs = span.untilMs - span.fromMs;
  return rest
    .filter(({ fromMs, untilMs }) => untilMs > fromMs)
    .map(({ fromMs, untilMs }) => {
      const share = (untilMs - fromMs) / lengthMs;
      const [received, duplicates] = [span.received * share, span.duplicates * share];
      return { ...span, fromMs, untilMs, received, duplicates };
    });
}

/** From the first connection to the last end, without the times of those that have told nothing, unless another one has. */
function timesKnown(
  connections: readonly ConnectionEntry[],
  nowMs: number,
): { readonly fromMs: number; readonly untilMs: number }[] {
  const times = connections
    .map((connection) => ({ time: upTime(connection, nowMs), isKnown: countsKnown(connection) }))
    .toSorted((one, other) => one.time[0] - other.time[0]);
  const known: { fromMs: number; untilMs: number }[] = [];
  let reachedMs: number | undefined;
  for (const { time, isKnown } of times) {
    const [fromMs, untilMs] = time;
    // Nobody was connected in between, so nothing came.
    if (reachedMs !== undefined && fromMs > reachedMs) known.push({ fromMs: reachedMs, untilMs: fromMs });
    if (isKnown) known.push({ fromMs, untilMs });
    reachedMs = Math.max(reachedMs ?? 0, untilMs);
  }
  return known;
}

interface Part {
  readonly fromMs: number;
  readonly untilMs: number;
}

function shareIn(span: Part, bin: Part): number {
  const lengthMs = Math.min(span.untilMs, bin.untilMs) - Math.max(span.fromMs, bin.fromMs);
  return lengthMs <= 0 ? 0 : lengthMs / (span.untilMs - span.fromMs);
}

function lengthOfUnion(parts: readonly Part[], bin: Part): number {
  let reachedMs = bin.fromMs;
  let lengthMs = 0;
  for (const { fromMs, untilMs } of parts.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const endMs = Math.min(untilMs, bin.untilMs);
    const beginMs = Math.max(fromMs, reachedMs);
    if (endMs <= beginMs) continue;
    lengthMs += endMs - beginMs;
    reachedMs = endMs;
  }
  return lengthMs;
}
