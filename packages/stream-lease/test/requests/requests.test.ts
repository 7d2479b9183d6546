import { expect, test } from "vitest";
import { createMemoryLeaseStore, type LeaseStore, LeaseStoreError } from "../../src/index.ts";
import {
  MAX_CHECKPOINT_BYTES,
  MAX_FOLLOW_BYTES,
  MAX_NAME_BYTES,
  MAX_PARTITION_KEY_BYTES,
  MAX_RANGE_KEY_BYTES,
  MAX_REASON_LENGTH,
  MAX_TIME_MS,
} from "../../src/limits.ts";
import { T0 } from "../support/leases.ts";

const owner = { streamId: "weather", epoch: 2, claimId: "request-1" };
const counts = { received: 1, stored: 1, duplicates: 0 };
const claim = {
  streamId: "weather",
  holder: "A",
  claimId: "request-1",
  expectedEpoch: 1,
  handoverAtMs: T0,
  expiresAtMs: T0,
};
const begin = { streamId: "weather", executionArn: "execution-1" };

test.each<{ problem: string; call: (store: LeaseStore) => Promise<unknown> }>([
  { problem: 'streamId is ""', call: (store) => store.read("") },
  { problem: 'streamId is ""', call: (store) => store.stop({ streamId: "" }) },
  {
    problem: `streamId has ${MAX_PARTITION_KEY_BYTES + 2} bytes`,
    call: (store) => store.stop({ streamId: "ü".repeat(MAX_PARTITION_KEY_BYTES / 2 + 1) }),
  },
  { problem: "holder is", call: (store) => store.claim({ ...claim, holder: "\ud800" }) },
  {
    problem: `claimId has ${MAX_NAME_BYTES + 1} bytes`,
    call: (store) => store.claim({ ...claim, claimId: "x".repeat(MAX_NAME_BYTES + 1) }),
  },
  { problem: "expectedEpoch is -1", call: (store) => store.claim({ ...claim, expectedEpoch: -1 }) },
  {
    problem: 'expectedEpoch is "1"',
    call: (store) => store.claim({ ...claim, expectedEpoch: "1" as never }),
  },
  {
    problem: "expiresAtMs is",
    call: (store) => store.claim({ ...claim, expiresAtMs: MAX_TIME_MS + 1 }),
  },
  { problem: "handoverAtMs is NaN", call: (store) => store.claim({ ...claim, handoverAtMs: Number.NaN }) },
  {
    problem: "handoverAtMs is after expiresAtMs",
    call: (store) => store.claim({ ...claim, handoverAtMs: T0 + 1 }),
  },
  { problem: "epoch is 1.5", call: (store) => store.confirm({ ...owner, epoch: 1.5 }) },
  { problem: "counts is undefined", call: (store) => store.advance(owner as never) },
  {
    problem: "counts.stored is -1",
    call: (store) => store.advance({ ...owner, counts: { ...counts, stored: -1 } }),
  },
  {
    problem: "failures is 0 beside lastError",
    call: (store) => store.advance({ ...owner, counts, failures: 0, lastError: "ECONNREFUSED" }),
  },
  { problem: "failures is -1", call: (store) => store.advance({ ...owner, counts, failures: -1 }) },
  { problem: 'checkpoint is ""', call: (store) => store.advance({ ...owner, counts, checkpoint: "" }) },
  {
    problem: `checkpoint has ${MAX_CHECKPOINT_BYTES + 1} bytes`,
    call: (store) => store.advance({ ...owner, counts, checkpoint: "x".repeat(MAX_CHECKPOINT_BYTES + 1) }),
  },
  {
    problem: 'status is "stopped"',
    call: (store) => store.finish({ ...owner, counts, status: "stopped" as "ended" }),
  },
  {
    problem: "counts is undefined",
    call: (store) => store.tally({ streamId: "weather", epoch: 2 } as never),
  },
  { problem: 'waitingFor is "a fleet"', call: (store) => store.begin({ ...begin, waitingFor: "a fleet" }) },
  { problem: 'carrier is "weather"', call: (store) => store.claim({ ...claim, carrier: "weather" }) },
  {
    problem: `streamId has ${MAX_RANGE_KEY_BYTES + 1} bytes`,
    call: (store) =>
      store.begin({ ...begin, streamId: "x".repeat(MAX_RANGE_KEY_BYTES + 1), waitingFor: "default" }),
  },
  {
    problem: `streamId has ${MAX_RANGE_KEY_BYTES + 1} bytes`,
    call: (store) =>
      store.claim({ ...claim, streamId: "x".repeat(MAX_RANGE_KEY_BYTES + 1), carrier: "#carrier/default/1" }),
  },
  {
    problem: `follow has ${MAX_FOLLOW_BYTES + 1} bytes`,
    call: (store) => store.advance({ ...owner, counts, follow: "x".repeat(MAX_FOLLOW_BYTES + 1) }),
  },
  { problem: 'follow is ""', call: (store) => store.advance({ ...owner, counts, follow: "" }) },
  { problem: "cursorless is -1", call: (store) => store.advance({ ...owner, counts, cursorless: -1 }) },
  { problem: "fleet is undefined", call: (store) => store.offer(owner as never) },
  { problem: "claimId is undefined", call: (store) => store.withdraw({ ...begin, epoch: 2 } as never) },
  {
    problem: "carrier is undefined",
    call: (store) => store.release({ ...begin, fleet: "default" } as never),
  },
  { problem: "room is undefined", call: (store) => store.report({ ...owner, seats: 1 } as never) },
  { problem: "seats is 1.5", call: (store) => store.report({ ...owner, seats: 1.5, room: 0 }) },
  { problem: "reason is undefined", call: (store) => store.fail(begin as never) },
  {
    problem: "executionArn is predecessorArn",
    call: (store) => store.inherit({ ...begin, predecessorArn: "execution-1" }),
  },
])("a request is refused before it is sent: $problem", async ({ problem, call }) => {
  const error = await call(createMemoryLeaseStore({ now: () => T0 })).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LeaseStoreError);
  expect(error).toMatchObject({ code: "INVALID_REQUEST", message: expect.stringContaining(problem) });
});

test("a stream of its own may have an id that is too long for a fleet", async () => {
  const store = createMemoryLeaseStore({ now: () => T0 });
  const streamId = "x".repeat(MAX_RANGE_KEY_BYTES + 1);
  expect(await store.begin({ ...begin, streamId, waitingFor: undefined })).toMatchObject({ ok: true });
  expect(await store.claim({ ...claim, streamId, carrier: undefined })).toMatchObject({ ok: true });
});

test("every problem of a request is named at once", async () => {
  const store = createMemoryLeaseStore({ now: () => T0 });
  await expect(store.claim({ ...claim, holder: "", claimId: "" })).rejects.toMatchObject({
    issues: [expect.stringContaining("holder"), expect.stringContaining("claimId")],
  });
});

test("a reason is cut to its limit, never refused: it is said when things go wrong already", async () => {
  const store = createMemoryLeaseStore({ now: () => T0 });
  const reasonOf = async (reason: string) => {
    await store.begin({ ...begin, restart: true, executionArn: reason.slice(0, 9) || "empty" });
    return (await store.stop({ streamId: "weather", reason })).lease?.reason;
  };
  expect(await reasonOf("by hand")).toBe("by hand");
  expect(await reasonOf("")).toBe("no reason given");
  expect(await reasonOf("x".repeat(MAX_REASON_LENGTH + 1))).toHaveLength(MAX_REASON_LENGTH);
  expect((await reasonOf(`${"y".repeat(MAX_REASON_LENGTH - 1)}😀`))?.isWellFormed()).toBe(true);
});

test("a request's own nowMs does not count: time comes from the store", async () => {
  const store = createMemoryLeaseStore({ now: () => T0 });
  const { lease } = await store.begin({ ...begin, nowMs: 1 } as typeof begin);
  expect(lease?.startedAtMs).toBe(T0);
});

test("so is what went wrong", async () => {
  const store = createMemoryLeaseStore({ now: () => T0 });
  await store.begin(begin);
  await store.claim(claim);
  const lastError = "x".repeat(MAX_REASON_LENGTH + 1);
  const { lease } = await store.advance({ ...owner, counts, lastError });
  expect(lease?.lastError).toHaveLength(MAX_REASON_LENGTH);
});
