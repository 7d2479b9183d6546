import { contractServers, type Fault } from "@unbounded-streams/testing";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ConnectionRecord, createMemoryLedger, type Ledger } from "../../src/index.ts";
import { allOf } from "../support/all-of.ts";
import { inferenceOf, openedOf, recordOf, T0 } from "../support/records.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;

/** Says something of a connection, as one of those who can. */
const anyWord = fc.record({
  connection: fc.integer({ min: 2, max: 4 }),
  verb: fc.constantFrom("opened", "amended", "closed", "successor", "host"),
  atMs: fc.integer({ min: 1, max: 90_000 }),
});

type Said = typeof anyWord extends fc.Arbitrary<infer Value> ? Value : never;

const anyFault = fc.constantFrom<Fault | undefined>(
  undefined,
  "drop-request",
  "drop-reply",
  "cut-reply",
  "fail",
  "fail-after-write",
  "throttle",
);

async function say(ledger: Ledger, streamId: string, { connection, verb, atMs }: Said): Promise<unknown> {
  const key = { streamId, epoch: connection, claimId: `request-${connection}`, claimedAtMs: T0 + connection };
  const record = recordOf({ ...key, endedAtMs: T0 + atMs, reason: "it was time" });
  if (verb === "opened") return ledger.opened(openedOf(record));
  if (verb === "amended") return ledger.amended({ ...openedOf(record), bytes: 7 });
  if (verb === "closed") return ledger.closed(record);
  return ledger.infer(inferenceOf({ ...key, by: verb, endedAtMs: T0 + atMs }));
}

async function recordsOf(ledger: Ledger, streamId: string): Promise<ConnectionRecord[]> {
  return allOf(ledger.read({ streamId, pageSize: 2 }));
}

/** Says all on DynamoDB and in memory, and holds each answer and all records against the other. */
async function expectAgreement(words: readonly Said[]): Promise<void> {
  const streamId = world.newStreamId();
  const memory = createMemoryLedger();
  const ledger = world.newLedger({ retry: { maxAttempts: 30 } });
  for (const word of words) {
    expect(await say(ledger, streamId, word)).toEqual(await say(memory, streamId, word));
  }
  expect(await recordsOf(ledger, streamId)).toEqual(await recordsOf(memory, streamId));
}

describe.each(contractServers())("on $name", ({ connect }) => {
  beforeAll(async () => {
    world = await startWorld(connect);
  });
  afterEach(() => world.proxy.reset());
  afterAll(() => world?.stop());

  test("whatever is said in whatever order, the table and the memory have the same records", async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyWord, { maxLength: 12 }), expectAgreement), { numRuns: 25 });
  });

  test("so they have when requests and replies get lost", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyWord, { maxLength: 8 }),
        fc.array(anyFault, { maxLength: 19 }),
        async (words, faults) => {
          world.proxy.reset();
          world.proxy.faultNext(...faults);
          await expectAgreement(words);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("the order in which a connection and its witnesses are heard makes no difference to what is known at last", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(["opened", "amended", "closed", "successor", "host"] as const, { minLength: 1 }),
        async (verbs) => {
          const [one, other] = [createMemoryLedger(), world.newLedger()];
          const streamId = world.newStreamId();
          const of = (verb: Said["verb"]) => ({ connection: 2, verb, atMs: 50_000 });
          for (const verb of verbs) await say(one, streamId, of(verb));
          for (const verb of verbs.toSorted()) await say(other, streamId, of(verb));
          expect(await recordsOf(one, streamId)).toEqual(await recordsOf(other, streamId));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("a word that arrives long after its connection was killed changes nothing that is known better", async () => {
    const streamId = world.newStreamId();
    const ledger = world.newLedger({ retry: { maxAttempts: 1 } });
    const record = recordOf({ streamId });
    world.proxy.faultNext("delay");
    await expect(ledger.opened(openedOf(record))).rejects.toThrow(
      /opened of stream .* failed after 1 attempt/,
    );
    await ledger.closed(record);
    await world.proxy.deliverDelayed();
    expect(await recordsOf(ledger, streamId)).toEqual([record]);
    expect(await ledger.infer(inferenceOf({ streamId }))).toBe(false);
    expect(await recordsOf(ledger, streamId)).toEqual([record]);
  });

  test("a connection that was taken for dead has the last word", async () => {
    const streamId = world.newStreamId();
    const ledger = world.newLedger();
    const record = recordOf({ streamId });
    expect(await ledger.infer(inferenceOf({ streamId }))).toBe(true);
    expect(await ledger.find(record)).toMatchObject({ outcome: "killed", inferred: expect.anything() });
    await ledger.closed(record);
    expect(await ledger.find(record)).toEqual(record);
  });
});
