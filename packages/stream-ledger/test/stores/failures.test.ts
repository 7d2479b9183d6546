import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Fault } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { momentOf } from "../../src/dynamodb/moment.ts";
import {
  type ConnectionRecord,
  createLedger,
  type Inference,
  LedgerError,
  LedgerItemError,
  type LedgerOptions,
} from "../../src/index.ts";
import { allOf } from "../support/all-of.ts";
import { inferenceOf, recordOf } from "../support/records.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

test("a signal ends a request, and keeps a call from being made", async () => {
  const ledger = world.newLedger();
  const aborted = { signal: AbortSignal.abort("done") };
  await expect(ledger.closed(recordOf(), aborted)).rejects.toMatchObject({ code: "LEDGER_ABORTED" });
  expect(world.proxy.operations).toEqual([]);
  const caller = new AbortController();
  world.proxy.faultNext("silence");
  const call = ledger.closed(recordOf(), { signal: caller.signal });
  await expect.poll(() => world.proxy.operations.length).toBe(1);
  caller.abort("done");
  await expect(call).rejects.toMatchObject({ code: "LEDGER_ABORTED", cause: "done" });
});

test("a call takes 3 requests at most, each of them bounded in time", async () => {
  world.proxy.faultNext(...Array<Fault>(9).fill("silence"));
  const ledger = world.newLedger({ attemptTimeoutMs: 20 });
  await expect(ledger.closed(recordOf())).rejects.toMatchObject({
    code: "LEDGER_REQUEST_FAILED",
    attempts: 3,
    cause: { code: "ATTEMPT_TIMEOUT", message: expect.stringContaining("20 ms") },
  });
});

test("a refusal is not tried again, and names the permissions", async () => {
  world.proxy.faultNext("deny");
  const error = await allOf(world.newLedger().read({ streamId: "weather" })).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LedgerError);
  expect(error).toMatchObject({
    attempts: 1,
    message: expect.stringMatching(/AccessDenied.*dynamodb:Query/),
  });
});

test("a missing table is named with the remedy", async () => {
  const ledger = world.newLedger({ tableName: "no-such-table" });
  await expect(ledger.closed(recordOf())).rejects.toThrow(/ledgerTable/);
});

test.each([
  { what: "no JSON", opened: { S: "{" } },
  { what: "no text", opened: { N: "1" } },
  { what: "no record", opened: { S: '{"streamId":"weather"}' } },
  { what: "null", opened: { S: "null" } },
  { what: "a handover of no shape", opened: { S: JSON.stringify({ ...recordOf(), handover: null }) } },
  { what: "no list of reopenings", opened: { S: JSON.stringify({ ...recordOf(), reopenings: [null] }) } },
])("an item with $what is an error that names it", async ({ opened }) => {
  const streamId = world.newStreamId();
  const key = recordOf({ streamId });
  await world.putItem({ PK: { S: streamId }, SK: { S: momentOf(key) }, opened });
  await expect(world.newLedger().find(key)).rejects.toThrow(LedgerItemError);
  await expect(world.newLedger().find(key)).rejects.toMatchObject({ streamId, attribute: "opened" });
});

describe("what the ledger cannot take is refused before anything is sent", () => {
  test.each<{ problem: string; changes: Partial<Record<keyof ConnectionRecord, unknown>> }>([
    { problem: 'streamId is ""', changes: { streamId: "" } },
    { problem: "claimId has 600 bytes", changes: { claimId: "x".repeat(600) } },
    { problem: "epoch is -1", changes: { epoch: -1 } },
    { problem: "claimedAtMs is NaN", changes: { claimedAtMs: Number.NaN } },
    { problem: "connectedAtMs is 1.5", changes: { connectedAtMs: 1.5 } },
    { problem: "bytes is undefined", changes: { bytes: undefined } },
    { problem: "counts.received is undefined", changes: { counts: {} } },
    {
      problem: "reopenings must be a list of 32 at most",
      changes: { reopenings: Array(33).fill({ why: "" }) },
    },
    { problem: "endedAtMs is not there", changes: { endedAtMs: undefined } },
    { problem: "knownUp must be a list", changes: { knownUp: { slice: () => 1 } } },
    { problem: "handover is null", changes: { handover: null } },
    { problem: "handover is", changes: { handover: { proof: 5 } } },
    { problem: "handover is", changes: { handover: { proof: "none", why: {} } } },
    { problem: "inferred is 5", changes: { inferred: 5 } },
    { problem: "inferred is", changes: { inferred: [null] } },
    { problem: 'furtherReopenings is "many"', changes: { furtherReopenings: "many" } },
    { problem: "furtherReopenings is", changes: { furtherReopenings: { count: 1e6, fromMs: null } } },
    { problem: "reason is", changes: { reason: {} } },
    { problem: "reopenings.why is undefined", changes: { reopenings: [{ brokeAtMs: 1 }] } },
  ])("$problem", async ({ problem, changes }) => {
    const record = { ...recordOf(), ...changes } as ConnectionRecord;
    await expect(world.newLedger().closed(record)).rejects.toThrow(problem);
    expect(world.proxy.operations).toEqual([]);
  });

  test("an inference of nobody, and questions without an answer", async () => {
    const ledger = world.newLedger();
    const inference = { ...inferenceOf(), by: "somebody" } as unknown as Inference;
    await expect(ledger.infer(inference)).rejects.toMatchObject({ code: "LEDGER_ENTRY", issues: [/by is/] });
    expect(() => ledger.read({ streamId: "weather", sinceMs: -1 })).toThrow("sinceMs is -1");
    expect(() => ledger.read({ streamId: "weather", pageSize: 0 })).toThrow("pageSize is 0");
    expect(world.proxy.operations).toEqual([]);
  });
});

test("options that no ledger can work with are all said at once", () => {
  const client = new DynamoDBClient({ region: "local" });
  createLedger({ client, tableName: "arn:aws:dynamodb:eu-central-1:123456789012:table/ledger" });
  const wrong = { client: {}, tableName: "x", ttlSeconds: 0 } as unknown as LedgerOptions;
  expect(() => createLedger(wrong)).toThrow(
    expect.objectContaining({ code: "LEDGER_OPTIONS", issues: Array(3).fill(expect.any(String)) }),
  );
});
