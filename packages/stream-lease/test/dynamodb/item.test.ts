import { describe, expect, test } from "vitest";
import { type LeaseItem, leaseFromItem, leaseToItem } from "../../src/index.ts";
import { begunLease, carrierLease, heldLease, seatedLease, T0 } from "../support/leases.ts";

const held = leaseToItem(heldLease);

test("a record has the names and types that Step Functions and people read", () => {
  expect(held).toEqual({
    PK: { S: "weather" },
    status: { S: "running" },
    executionArn: { S: "execution-1" },
    epoch: { N: "2" },
    startedAt: { S: "2030-01-01T00:00:00.000Z" },
    holder: { S: "A" },
    claimId: { S: "request-1" },
    claimedAt: { S: "2030-01-01T00:00:00.100Z" },
    connectedAt: { S: "2030-01-01T00:00:00.200Z" },
    handoverAt: { S: "2030-01-01T00:00:40.000Z" },
    expiresAt: { S: "2030-01-01T00:01:00.000Z" },
    checkpoint: { S: "id-7" },
    received: { N: "10" },
    stored: { N: "7" },
    duplicates: { N: "3" },
    connections: { N: "1" },
    failures: { N: "1" },
  });
  expect(leaseFromItem(held)).toEqual(heldLease);
});

test("a record that a begin has made has no counters yet, and may have times without milliseconds", () => {
  const item = {
    PK: { S: "weather" },
    status: { S: "running" },
    executionArn: { S: "execution-1" },
    epoch: { N: "1" },
    startedAt: { S: "2030-01-01T00:00:00Z" },
  };
  expect(leaseFromItem(item)).toEqual(begunLease);
});

test("what goes wrong is on the record, and a record from before that was counted has no failures", () => {
  const failing = { ...heldLease, failures: 3, lastError: "ECONNREFUSED", failingSinceMs: T0 + 7 };
  const item = leaseToItem(failing);
  expect(item).toMatchObject({
    failures: { N: "3" },
    lastError: { S: "ECONNREFUSED" },
    failingSince: { S: "2030-01-01T00:00:00.007Z" },
  });
  expect(leaseFromItem(item)).toEqual(failing);
  const { failures: _, ...before } = held;
  expect(leaseFromItem(before)).toEqual({ ...heldLease, failures: 0 });
});

test("the place of a stream in a fleet is on the record, and how its source is followed", () => {
  const lease = {
    ...seatedLease,
    waitingFor: "default/offered",
    waitingSinceMs: T0 + 7,
    follow: "onward",
    cursorless: 3,
  };
  const item = leaseToItem(lease);
  expect(item).toEqual({
    ...held,
    carrier: { S: "#carrier/default/1" },
    waiting: { S: "default/offered" },
    waitingSince: { S: "2030-01-01T00:00:00.007Z" },
    follow: { S: "onward" },
    cursorless: { N: "3" },
  });
  expect(leaseFromItem(item)).toEqual(lease);
});

test("a stream that a state machine lets wait may have done so since a time without milliseconds", () => {
  const item = {
    ...leaseToItem(begunLease),
    waiting: { S: "default" },
    waitingSince: { S: "2030-01-01T00:00:00Z" },
  };
  expect(leaseFromItem(item)).toEqual({ ...begunLease, waitingFor: "default", waitingSinceMs: T0 });
});

test("a carrier's record is a lease like others, with its seats and its room", () => {
  const item = leaseToItem(carrierLease);
  expect(item).toMatchObject({
    PK: { S: "#carrier/default/1" },
    seats: { N: "50" },
    room: { N: "0" },
    received: { N: "0" },
  });
  expect(leaseFromItem(item)).toEqual(carrierLease);
});

test("when its holder was there last is on the record in numbers, and of no record from before that was said", () => {
  const lease = { ...heldLease, savedAtMs: T0 + 9_000, upSinceMs: T0 + 150, upUntilMs: T0 + 8_000 };
  const item = leaseToItem(lease);
  expect(item).toEqual({
    ...held,
    savedAt: { N: String(T0 + 9_000) },
    upSince: { N: String(T0 + 150) },
    upUntil: { N: String(T0 + 8_000) },
  });
  expect(leaseFromItem(item)).toEqual(lease);
  expect(leaseFromItem(held)).not.toHaveProperty("savedAtMs");
});

test("what a claim of the past has left says nothing of a stream that was begun anew", () => {
  const begun = { ...leaseToItem(begunLease), savedAt: { N: "7" }, upSince: { N: "5" }, upUntil: { N: "7" } };
  expect(leaseFromItem(begun)).toEqual(begunLease);
});

test("a usual record with all that a seat has on it is one write unit", () => {
  const execution = "arn:aws:states:eu-central-1:123456789012:execution:relay-AbCdEfGhIjKl";
  const counts = { received: 9_999_999_999, stored: 9_999_999_999, duplicates: 9_999_999_999 };
  const item = leaseToItem({
    ...{ ...seatedLease, streamId: "a-stream-with-a-longer-name", status: "running" },
    executionArn: `${execution}:a-stream-with-a-longer-name-20300101T000000Z-0123abcd`,
    claimId: "0b6d2c1e-7a4f-4c53-9e57-1f2a3b4c5d6e",
    ...{ epoch: 99_999, connections: 99_999, talliedEpoch: 99_998 },
    ...{ checkpoint: "0123456789abcdef0123456789abcdef", cursorless: 9_999 },
    ...{ counts: { received: 2e10, stored: 2e10, duplicates: 2e10 }, late: counts },
    takenOver: { epoch: 99_998, counts },
    ...{ savedAtMs: T0 + 9_000, upSinceMs: T0 + 150, upUntilMs: T0 + 8_000 },
  });
  expect(bytesOf(item)).toBeLessThanOrEqual(1_024);
});

/** The size of an item by which DynamoDB bills: names and values, a number by half a byte for each digit, and one. */
function bytesOf(item: LeaseItem): number {
  return Object.entries(item).reduce((sum, [name, { S = "", N = "" }]) => {
    return sum + name.length + S.length + (N === "" ? 0 : Math.ceil(N.length / 2) + 1);
  }, 0);
}

test("attributes of others are left out", () => {
  expect(leaseFromItem({ ...held, note: { S: "mine" } })).toEqual(heldLease);
});

describe("a malformed record is named with its stream and attribute:", () => {
  const without = (name: string): LeaseItem => {
    const { [name]: _, ...rest } = held;
    return rest;
  };
  test.each<{ attribute: string; item: LeaseItem }>([
    { attribute: "status", item: { ...held, status: { S: "paused" } } },
    { attribute: "status", item: without("status") },
    { attribute: "executionArn", item: without("executionArn") },
    { attribute: "epoch", item: { ...held, epoch: { S: "2" } } },
    { attribute: "epoch", item: { ...held, epoch: { N: "1.5" } } },
    { attribute: "epoch", item: { ...held, epoch: { N: "-1" } } },
    { attribute: "startedAt", item: { ...held, startedAt: { S: "yesterday" } } },
    { attribute: "startedAt", item: { ...held, startedAt: { S: "2030-01-01T00:00:00.000+02:00" } } },
    { attribute: "startedAt", item: { ...held, startedAt: { S: "2030-13-01T00:00:00.000Z" } } },
    { attribute: "received", item: { ...held, received: { N: "1e99" } } },
    { attribute: "checkpoint", item: { ...held, checkpoint: { N: "7" } } },
    { attribute: "failures", item: { ...held, failures: { N: "-1" } } },
    { attribute: "failingSince", item: { ...held, failingSince: { S: "yesterday" } } },
    { attribute: "carrier", item: { ...held, carrier: { N: "1" } } },
    { attribute: "waiting", item: { ...held, waitingSince: { S: "2030-01-01T00:00:00.000Z" } } },
    { attribute: "waitingSince", item: { ...held, waiting: { S: "default" } } },
    { attribute: "seats", item: { ...held, seats: { S: "50" } } },
    { attribute: "room", item: { ...held, room: { N: "-1" } } },
    { attribute: "follow", item: { ...held, follow: { N: "1" } } },
    { attribute: "cursorless", item: { ...held, cursorless: { N: "0.5" } } },
    { attribute: "savedAt", item: { ...held, savedAt: { S: "2030-01-01T00:00:00.000Z" } } },
    { attribute: "upSince", item: { ...held, upUntil: { N: "7" } } },
    { attribute: "upUntil", item: { ...held, upSince: { N: "7" } } },
    { attribute: "claimId", item: without("claimId") },
    { attribute: "holder", item: without("holder") },
    { attribute: "expiresAt", item: without("expiresAt") },
  ])("$attribute", ({ attribute, item }) => {
    expect(() => leaseFromItem(item)).toThrow(
      expect.objectContaining({
        code: "INVALID_RECORD",
        streamId: "weather",
        attribute,
        message: expect.stringMatching(
          new RegExp(`lease of stream weather is malformed: attribute ${attribute} must be`),
        ),
      }),
    );
  });

  test("PK, even", () => {
    expect(() => leaseFromItem(without("PK"))).toThrow(/record of a lease is malformed: attribute PK/);
  });
});
