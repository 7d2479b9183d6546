import { GetItemCommand, PutItemCommand, type UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  createLeaseStore,
  createMemoryLeaseStore,
  type Lease,
  type LeaseRequests,
  type LeaseResult,
  type LeaseStore,
  type LeaseVerb,
} from "@unbounded-streams/stream-lease";
import fc from "fast-check";
import { expect, test } from "vitest";
import { assertDeclared, conditionOf, updateOf } from "../src/world/dynamodb/expressions.ts";
import { EVENTS_TABLE, type Request, STREAMS_TABLE, Tables } from "../src/world/dynamodb/tables.ts";
import { quietWorld, T0 } from "./support/quiet-world.ts";

/** The store of the deployed system, with a client that hands its requests to the simulated tables at once. */
function storeOver(tables: Tables, now: () => number): LeaseStore {
  const send = async (command: GetItemCommand | UpdateItemCommand) => {
    const action = command instanceof GetItemCommand ? "GetItem" : "UpdateItem";
    return tables.carryOut("somebody", { action, input: command.input } as Request);
  };
  return createLeaseStore({ client: { send } as never, tableName: STREAMS_TABLE, system: { now } });
}

const VERBS: LeaseVerb[] = [
  "begin",
  "inherit",
  "claim",
  "confirm",
  "advance",
  "finish",
  "tally",
  "fail",
  "stop",
  "offer",
  "withdraw",
  "release",
  "report",
];

const anyStep = fc.record({
  verb: fc.constantFrom(...VERBS, "begin", "claim", "claim", "advance", "advance"),
  pauseMs: fc.constantFrom(0, 1, 500, 2_000),
  execution: fc.integer({ min: 1, max: 3 }),
  isOwner: fc.boolean(),
  epochOffset: fc.constantFrom(0, 0, 0, -1, 1),
  flag: fc.boolean(),
  counted: fc.integer({ min: -1, max: 3 }),
});

type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

function take(store: LeaseStore, step: Step, lease: Lease | undefined, nowMs: number): Promise<LeaseResult> {
  const streamId = "weather";
  const executionArn = `execution-${step.execution}`;
  const epoch = Math.max(0, (lease?.epoch ?? 1) + step.epochOffset);
  const claimId = (step.isOwner && lease?.claimId) || "another-claim";
  const counts = {
    received: Math.max(0, (lease?.counts.received ?? 0) + step.counted),
    stored: lease?.counts.stored ?? 0,
    duplicates: lease?.counts.duplicates ?? 0,
  };
  const owner = { streamId, epoch, claimId };
  const carrier = "#carrier/default/1";
  const waitingFor = step.execution === 1 ? undefined : "default";
  const requests: LeaseRequests = {
    begin: { streamId, executionArn, restart: step.flag, forgetCheckpoint: step.isOwner, waitingFor },
    inherit: { streamId, executionArn, predecessorArn: `execution-${(step.execution % 3) + 1}` },
    claim: {
      ...{ streamId, holder: "A", claimId: `claim-${step.execution}`, expectedEpoch: epoch },
      ...{
        handoverAtMs: nowMs + 1_000,
        expiresAtMs: nowMs + 1_500,
        carrier: step.isOwner ? carrier : undefined,
      },
    },
    confirm: owner,
    advance: { ...owner, counts, checkpoint: step.flag ? `id-${counts.received}` : undefined },
    finish: { ...owner, counts, status: step.flag ? "ended" : "failed", reason: "because" },
    fail: { streamId, executionArn, reason: "because" },
    tally: { streamId, epoch: Math.max(0, epoch - 1), counts },
    stop: { streamId },
    offer: { ...owner, fleet: "default" },
    withdraw: owner,
    release: { streamId, carrier, fleet: "default" },
    report: { ...owner, seats: step.counted + 1, room: 2 },
  };
  const call = store[step.verb] as (request: LeaseRequests[LeaseVerb]) => Promise<LeaseResult>;
  return call(requests[step.verb]);
}

test("the lease's own expressions do in the simulated table what its rules say, on any history", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 25 }), async (steps) => {
      let nowMs = T0;
      const memory = createMemoryLeaseStore({ now: () => nowMs });
      const simulated = storeOver(new Tables(quietWorld()), () => nowMs);
      for (const step of steps) {
        nowMs += step.pauseMs;
        const before = await memory.read("weather");
        const expected = await take(memory, step, before, nowMs);
        expect(await take(simulated, step, before, nowMs), step.verb).toEqual(expected);
        expect(await simulated.read("weather")).toEqual(await memory.read("weather"));
      }
    }),
    { numRuns: 200 },
  );
});

test("an event whose key is there already is not written over", () => {
  const world = quietWorld();
  const tables = new Tables(world);
  const put = (data: string) => {
    const { input } = new PutItemCommand({
      TableName: EVENTS_TABLE,
      Item: { PK: { S: "weather" }, SK: { S: "key" }, data: { S: data } },
      ConditionExpression: "attribute_not_exists(PK) AND attribute_not_exists(SK)",
    });
    return tables.carryOut("somebody", { action: "PutItem", input });
  };
  put("rain");
  expect(() => put("sun")).toThrow("The conditional request failed");
  expect(world.history.stored.get("key")?.data).toBe("rain");
});

test("what DynamoDB would refuse is refused: unknown words, and names that are not used", () => {
  expect(() => conditionOf("begins_with(a, b)")).toThrow(SyntaxError);
  expect(() => conditionOf("a = ")).toThrow("ends too early");
  expect(() => conditionOf("a = b c")).toThrow("c is not understood");
  expect(() => conditionOf("a ! b")).toThrow("cannot read on");
  expect(() => updateOf("DELETE a")).toThrow("DELETE is no clause");
  expect(() => assertDeclared(["#a = :v"], { names: { "#a": "a", "#b": "b" }, values: {} })).toThrow(
    ":v, #b",
  );
});

test("an absent attribute meets no comparison but <>", () => {
  const here = { names: {}, values: { ":v": { S: "x" } } };
  expect(conditionOf("a = :v")({}, here)).toBe(false);
  expect(conditionOf("a < :v OR a >= :v OR a IN (:v)")({}, here)).toBe(false);
  expect(conditionOf("a <> :v AND attribute_not_exists(a)")({}, here)).toBe(true);
  expect(conditionOf("(a = :v OR a <> :v) AND attribute_exists(a)")({ a: { S: "x" } }, here)).toBe(true);
});
