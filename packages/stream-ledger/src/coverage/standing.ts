import { type Span, subtract, union } from "../intervals.ts";
import type { ConnectionRecord, Interval } from "../types.ts";

/** What a record says of the times at which its connection was up. */
export interface Standing {
  readonly record: ConnectionRecord;
  /** When it was up for certain. */
  readonly up: Span;
  /** When it may have been up: all of `up`, and what it has not spoken of. */
  readonly possible: Span;
  /** Whether it has said itself how it ended. */
  readonly isClosed: boolean;
}

/** How a connection comes out that was told so by the source. */
const ENDED = "ended";

/** How a connection comes out after which there is no stream that another one could hold. */
const OVER: readonly (string | undefined)[] = [ENDED, "stopped", "refused"];

/** What records say, in the order of their claims. */
export function standingsOf(records: Iterable<ConnectionRecord>): Standing[] {
  return Array.from(records, standingOf).sort(
    ({ record: a }, { record: b }) => a.claimedAtMs - b.claimedAtMs || a.epoch - b.epoch,
  );
}

/** What a record says of when its connection was up. */
function standingOf(record: ConnectionRecord): Standing {
  const { connectedAtMs, endedAtMs, claimedAtMs, knownUp = [], inferred = [] } = record;
  const isClosed = endedAtMs !== undefined && !inferred.includes("endedAtMs");
  const elsewhere = union(knownUp);
  if (isClosed) {
    const whole = connectedAtMs === undefined ? [] : union([{ fromMs: connectedAtMs, untilMs: endedAtMs }]);
    const standing = subtract(whole, union(downTimes(record, endedAtMs)));
    const up = subtract(standing, union(untoldTimes(record, endedAtMs)));
    return {
      record,
      isClosed,
      up: union([...up, ...elsewhere]),
      possible: union([...standing, ...elsewhere]),
    };
  }
  const fromMs = inferred.includes("connectedAtMs") ? claimedAtMs : (connectedAtMs ?? claimedAtMs);
  const unspoken = { fromMs, untilMs: record.deadlineMs ?? Number.POSITIVE_INFINITY };
  return { record, isClosed, up: elsewhere, possible: union([unspoken, ...elsewhere]) };
}

/** Whether the stream was over with this connection, by its own word; without a lease, only the source can say so. */
export function isOver({ record: { outcome, epoch }, isClosed }: Standing): boolean {
  return isClosed && OVER.includes(outcome) && (epoch > 0 || outcome === ENDED);
}

/** Whether the source said that the stream is over, by the connection's own word. */
export function hasEnded({ record, isClosed }: Standing): boolean {
  return isClosed && record.outcome === ENDED;
}

/** Until when nobody can have claimed after it: the lease takes that a connection is up only from the one that has claimed last. */
export function heldUntilMs({ record: { claimedAtMs, connectedAtMs, confirmedAtMs } }: Standing): number {
  return confirmedAtMs === undefined ? claimedAtMs : (connectedAtMs ?? claimedAtMs);
}

/**
 * Whether `next` is known to have the first claim of a stream that was begun again after `before`: the epoch between them is that of the
 * begin, unless a connection without a record had claimed before the lease knew of the end. None had when `next` says that nobody had the
 * stream before it. Nor when it claimed after the deadline of one that was stopped or refused, which the lease knew by then; what the
 * source has told a connection, it may never know.
 */
export function isFirstSince(before: Standing, next: Standing): boolean {
  const { epoch, outcome, deadlineMs = Number.POSITIVE_INFINITY } = before.record;
  if (!isOver(before) || next.record.epoch !== epoch + 2) return false;
  return isWithoutPredecessor(next) || (outcome !== ENDED && next.record.claimedAtMs >= deadlineMs);
}

/** Whether it says itself that nobody had the stream before it since the stream was begun. */
function isWithoutPredecessor({ record: { connectedAtMs, handover }, isClosed }: Standing): boolean {
  return isClosed && connectedAtMs !== undefined && handover === undefined;
}

/** From its claim to its being up; nothing of one that never was. */
export function connectingTime({ record: { claimedAtMs, connectedAtMs } }: Standing): Interval[] {
  if (connectedAtMs === undefined) return [];
  return connectedAtMs > claimedAtMs ? [{ fromMs: claimedAtMs, untilMs: connectedAtMs }] : [];
}

/** The times that it was down, each told. */
function downTimes({ reopenings }: ConnectionRecord, endedAtMs: number): Interval[] {
  return reopenings.map(({ brokeAtMs, backAtMs = endedAtMs }) => ({ fromMs: brokeAtMs, untilMs: backAtMs }));
}

/** The times in which it may have been up and may have been down. */
function untoldTimes(record: ConnectionRecord, endedAtMs: number): Interval[] {
  const { reopenings, furtherReopenings, silentSinceMs } = record;
  const silences = reopenings.flatMap(({ silentSinceMs: fromMs, brokeAtMs }) =>
    fromMs === undefined ? [] : [{ fromMs, untilMs: brokeAtMs }],
  );
  if (silentSinceMs !== undefined) silences.push({ fromMs: silentSinceMs, untilMs: endedAtMs });
  if (furtherReopenings === undefined) return silences;
  const { fromMs, untilMs = endedAtMs } = furtherReopenings;
  return [...silences, { fromMs, untilMs }];
}
