import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { LEASE_ATTRIBUTES, LEASE_STATUS, type LeaseStatus } from "../attributes.ts";
import { InvalidRecordError } from "../errors.ts";
import type { WaitingStream } from "../lease-store.ts";
import { booksOf, sum } from "../transitions/counts.ts";
import type { Lease } from "../types.ts";
import { isoFromMs, msFromIso } from "./iso-time.ts";

/** A record as the low-level client takes and gives it. */
export type LeaseItem = Record<string, AttributeValue>;

const A = LEASE_ATTRIBUTES;

/** The record of a lease. */
export function leaseToItem(lease: Lease): LeaseItem {
  const texts = {
    [A.streamId]: lease.streamId,
    [A.status]: lease.status,
    [A.executionArn]: lease.executionArn,
    [A.startedAt]: isoFromMs(lease.startedAtMs),
    [A.endedAt]: isoIfThere(lease.endedAtMs),
    [A.reason]: lease.reason,
    [A.holder]: lease.holder,
    [A.claimId]: lease.claimId,
    [A.claimedAt]: isoIfThere(lease.claimedAtMs),
    [A.connectedAt]: isoIfThere(lease.connectedAtMs),
    [A.handoverAt]: isoIfThere(lease.handoverAtMs),
    [A.expiresAt]: isoIfThere(lease.expiresAtMs),
    [A.checkpoint]: lease.checkpoint,
    [A.lastError]: lease.lastError,
    [A.failingSince]: isoIfThere(lease.failingSinceMs),
    [A.carrier]: lease.carrier,
    [A.waiting]: lease.waitingFor,
    [A.waitingSince]: isoIfThere(lease.waitingSinceMs),
    [A.follow]: lease.follow,
  };
  const { takenOver, late, talliedEpoch } = lease;
  const books = booksOf(lease);
  const numbers = {
    [A.epoch]: lease.epoch,
    [A.received]: books.received,
    [A.stored]: books.stored,
    [A.duplicates]: books.duplicates,
    [A.connections]: lease.connections,
    [A.failures]: lease.failures,
    [A.takenOverEpoch]: takenOver?.epoch,
    [A.takenOverReceived]: takenOver?.counts.received,
    [A.takenOverStored]: takenOver?.counts.stored,
    [A.takenOverDuplicates]: takenOver?.counts.duplicates,
    [A.lateReceived]: late?.received,
    [A.lateStored]: late?.stored,
    [A.lateDuplicates]: late?.duplicates,
    [A.talliedEpoch]: talliedEpoch,
    [A.seats]: lease.seats,
    [A.room]: lease.room,
    [A.cursorless]: lease.cursorless,
    [A.savedAt]: lease.savedAtMs,
    [A.upSince]: lease.upSinceMs,
    [A.upUntil]: lease.upUntilMs,
  };
  const item: LeaseItem = {};
  for (const [name, count] of Object.entries(numbers)) {
    if (count !== undefined) item[name] = { N: String(count) };
  }
  for (const [name, text] of Object.entries(texts)) if (text !== undefined) item[name] = { S: text };
  return item;
}

/**
 * The lease in a record, as `GetItem`, `Scan` or `UpdateItem` of the low-level client return it. Counters that are not
 * there are 0: a begin writes none but `failures`, and a record that was begun before there was that has none.
 *
 * @throws {InvalidRecordError} when the record has another shape than this package and its expressions write
 */
export function leaseFromItem(item: LeaseItem): Lease {
  const read = reader(item);
  const lease: Mutable<Lease> = {
    streamId: read.text(A.streamId),
    status: read.status(),
    executionArn: read.text(A.executionArn),
    epoch: read.whole(A.epoch),
    startedAtMs: read.time(A.startedAt),
    counts: {
      received: read.countOrZero(A.received),
      stored: read.countOrZero(A.stored),
      duplicates: read.countOrZero(A.duplicates),
    },
    connections: read.countOrZero(A.connections),
    failures: read.countOrZero(A.failures),
  };
  const late = [A.lateReceived, A.lateStored, A.lateDuplicates];
  if (late.some((attribute) => item[attribute])) {
    const [received = 0, stored = 0, duplicates = 0] = late.map(read.countOrZero);
    lease.late = { received, stored, duplicates };
    lease.counts = sum(lease.counts, lease.late);
  }
  if (item[A.talliedEpoch]) lease.talliedEpoch = read.whole(A.talliedEpoch);
  if (item[A.endedAt]) lease.endedAtMs = read.time(A.endedAt);
  if (item[A.reason]) lease.reason = read.text(A.reason);
  if (item[A.checkpoint]) lease.checkpoint = read.text(A.checkpoint);
  if (item[A.lastError]) lease.lastError = read.text(A.lastError);
  if (item[A.follow]) lease.follow = read.text(A.follow);
  if (item[A.cursorless]) lease.cursorless = read.whole(A.cursorless);
  if (item[A.failingSince]) lease.failingSinceMs = read.time(A.failingSince);
  if (CLAIM_ATTRIBUTES.some((attribute) => item[attribute])) readClaim(lease, item, read);
  readPlace(lease, item, read);
  return lease;
}

function readClaim(lease: Mutable<Lease>, item: LeaseItem, read: Reader): void {
  lease.holder = read.text(A.holder);
  lease.claimId = read.text(A.claimId);
  lease.claimedAtMs = read.time(A.claimedAt);
  lease.handoverAtMs = read.time(A.handoverAt);
  lease.expiresAtMs = read.time(A.expiresAt);
  if (item[A.connectedAt]) lease.connectedAtMs = read.time(A.connectedAt);
  if (item[A.savedAt]) lease.savedAtMs = read.whole(A.savedAt);
  if (item[A.upSince] || item[A.upUntil]) {
    lease.upSinceMs = read.whole(A.upSince);
    lease.upUntilMs = read.whole(A.upUntil);
  }
  if (item[A.takenOverEpoch] === undefined) return;
  lease.takenOver = {
    epoch: read.whole(A.takenOverEpoch),
    counts: {
      received: read.whole(A.takenOverReceived),
      stored: read.whole(A.takenOverStored),
      duplicates: read.whole(A.takenOverDuplicates),
    },
  };
}

/** Where a stream is in a fleet, and what a carrier has of it. */
function readPlace(lease: Mutable<Lease>, item: LeaseItem, read: Reader): void {
  if (item[A.carrier]) lease.carrier = read.text(A.carrier);
  if (item[A.waiting] || item[A.waitingSince]) {
    lease.waitingFor = read.text(A.waiting);
    lease.waitingSinceMs = read.time(A.waitingSince);
  }
  if (item[A.seats]) lease.seats = read.whole(A.seats);
  if (item[A.room]) lease.room = read.whole(A.room);
}

/**
 * What the index of the streams that wait has of one.
 *
 * @throws {InvalidRecordError} when something else wrote it
 */
export function waitingFromItem(item: LeaseItem): WaitingStream {
  const read = reader(item);
  return { streamId: read.text(A.streamId), waitingSinceMs: read.time(A.waitingSince) };
}

/** @throws {InvalidRecordError} when something else wrote it */
export function streamIdFromItem(item: LeaseItem): string {
  return reader(item).text(A.streamId);
}

/** A claim writes the first five together: half of them would be a holder that cannot be fenced or never expires. */
const CLAIM_ATTRIBUTES = [A.holder, A.claimId, A.claimedAt, A.handoverAt, A.expiresAt, A.connectedAt];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type Reader = ReturnType<typeof reader>;

function reader(item: LeaseItem) {
  const malformed = (attribute: string, expected: string) =>
    new InvalidRecordError(item[A.streamId]?.S, attribute, expected);

  function text(attribute: string): string {
    const value = item[attribute]?.S;
    if (value === undefined) throw malformed(attribute, "a string");
    return value;
  }
  function whole(attribute: string): number {
    const value = Number(item[attribute]?.N);
    if (!Number.isSafeInteger(value) || value < 0) throw malformed(attribute, "a whole number from 0");
    return value;
  }
  return {
    text,
    whole,
    countOrZero: (attribute: string) => (item[attribute] === undefined ? 0 : whole(attribute)),
    time(attribute: string): number {
      const ms = msFromIso(text(attribute));
      if (ms === undefined) throw malformed(attribute, "a time such as 2030-01-31T12:00:00.000Z");
      return ms;
    },
    status(): LeaseStatus {
      const value = text(A.status);
      const status = Object.values(LEASE_STATUS).find((known) => known === value);
      if (status === undefined) throw malformed(A.status, Object.values(LEASE_STATUS).join(", "));
      return status;
    },
  };
}

function isoIfThere(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : isoFromMs(ms);
}
