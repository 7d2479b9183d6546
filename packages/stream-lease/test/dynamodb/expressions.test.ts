import { readFile } from "node:fs/promises";
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  advanceExpression,
  BEGIN_EXPRESSIONS,
  CONFIRM_EXPRESSION,
  claimExpression,
  confirmExpression,
  FAIL_EXPRESSION,
  finishExpression,
  LAST_TALLY_EXPRESSION,
  type LeaseValue,
  OFFER_EXPRESSION,
  RELEASE_EXPRESSION,
  REPORT_EXPRESSION,
  stopExpression,
  TALLY_EXPRESSION,
  WITHDRAW_EXPRESSION,
  type WriteExpression,
} from "../../src/dynamodb/expressions.ts";
import { leaseFromItem, leaseToItem } from "../../src/index.ts";
import { allOf } from "../support/all-of.ts";
import { begunLease, heldLease, overLease } from "../support/leases.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const everyExpression: Record<string, WriteExpression> = {
  ...BEGIN_EXPRESSIONS,
  claim: claimExpression({ hasCarrier: false }),
  claimForCarrier: claimExpression({ hasCarrier: true }),
  confirm: CONFIRM_EXPRESSION,
  confirmUp: confirmExpression({ isUp: true }),
  advance: advanceExpression({ hasCheckpoint: true }),
  advanceCountersOnly: advanceExpression({ hasCheckpoint: false }),
  advanceSoundly: advanceExpression({ hasCheckpoint: true, failures: "sound" }),
  advanceAndFail: advanceExpression({ hasCheckpoint: true, failures: "counted", hasError: true }),
  advanceUp: advanceExpression({ hasCheckpoint: true, isUp: true, failures: "sound" }),
  advanceAndFollow: advanceExpression({ hasCheckpoint: true, follow: "set", hasCursorless: true }),
  advanceAndFollowNoMore: advanceExpression({ hasCheckpoint: true, failures: "sound", follow: "removed" }),
  finish: finishExpression({ hasCheckpoint: true, hasReason: true }),
  finishSoundly: finishExpression({
    hasCheckpoint: true,
    hasReason: true,
    failures: "sound",
    follow: "removed",
    hasCursorless: true,
  }),
  finishPlainly: finishExpression({ hasCheckpoint: false, hasReason: false }),
  tally: TALLY_EXPRESSION,
  lastTally: LAST_TALLY_EXPRESSION,
  fail: FAIL_EXPRESSION,
  stop: stopExpression({ hasReason: true }),
  stopWithoutReason: stopExpression({ hasReason: false }),
  offer: OFFER_EXPRESSION,
  withdraw: WITHDRAW_EXPRESSION,
  release: RELEASE_EXPRESSION,
  report: REPORT_EXPRESSION,
};

test.each(Object.entries(everyExpression))(
  "%s declares every name and value that it uses, and no other",
  (_, write) => {
    const tokens = `${write.update} ${write.condition}`.match(/[#:]\w+/g) ?? [];
    const declared = [write.names, write.constants, write.parameters].flatMap((each) => Object.keys(each));
    expect(declared.sort()).toEqual([...new Set(tokens)].sort());
  },
);

test.each(Object.entries(everyExpression))(
  "%s names each attribute once at most, as DynamoDB asks",
  (_, { update }) => {
    const removed = update.match(/REMOVE (.*)$/)?.[1]?.split(", ") ?? [];
    const set = [...update.replace(/REMOVE .*$/, "").matchAll(/(#\w+) =/g)].map(([, name]) => name);
    const written = [...set, ...removed];
    expect(written).toEqual([...new Set(written)]);
  },
);

/** What `arn:aws:states:::dynamodb:updateItem` sends for a state whose parameters are made of an expression. */
async function updateItem(write: WriteExpression, streamId: string, values: Record<string, string>) {
  const filled = Object.entries(write.parameters).map(([name, type]): [string, LeaseValue] => {
    const value = values[name] ?? "";
    return [name, type === "N" ? { N: value } : { S: value }];
  });
  await world.direct.send(
    new UpdateItemCommand({
      TableName: world.tableName,
      Key: { PK: { S: streamId } },
      UpdateExpression: write.update,
      ConditionExpression: write.condition,
      ExpressionAttributeNames: write.names,
      ExpressionAttributeValues: { ...write.constants, ...Object.fromEntries(filled) },
    }),
  );
  const item = await world.readItem(streamId);
  return item && leaseFromItem(item);
}

describe("a state machine begins a stream with the expressions alone", () => {
  const execution2 = { ":executionArn": "execution-2", ":now": "2030-01-01T01:00:00Z" };

  test("that is new", async () => {
    const lease = await updateItem(BEGIN_EXPRESSIONS.begin, "new", execution2);
    expect(lease).toMatchObject({ streamId: "new", status: "running", epoch: 1, connections: 0 });
    await expect(updateItem(BEGIN_EXPRESSIONS.begin, "new", execution2)).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
    });
  });

  test.each([
    { named: "expired", write: BEGIN_EXPRESSIONS.begin, found: heldLease },
    { named: "ended", write: BEGIN_EXPRESSIONS.restart, found: overLease("ended") },
    { named: "never claimed", write: BEGIN_EXPRESSIONS.restart, found: begunLease },
  ])("that is $named, from its checkpoint", async ({ write, found }) => {
    await world.replaceItem("old", leaseToItem({ ...found, streamId: "old" }));
    const lease = await updateItem(write, "old", execution2);
    expect(lease).toMatchObject({ status: "running", executionArn: "execution-2", epoch: found.epoch + 1 });
    expect(lease?.holder).toBeUndefined();
    expect(lease?.checkpoint).toBe(found.checkpoint);
  });

  test("anew, without its checkpoint", async () => {
    for (const [write, found] of [
      [BEGIN_EXPRESSIONS.beginAnew, heldLease],
      [BEGIN_EXPRESSIONS.restartAnew, overLease("failed")],
    ] as const) {
      await world.replaceItem("anew", leaseToItem({ ...found, streamId: "anew" }));
      expect(await updateItem(write, "anew", execution2)).not.toHaveProperty("checkpoint");
    }
  });

  test("for a fleet, in which it waits from the execution's start", async () => {
    const values = { ...execution2, ":waiting": "default" };
    const waiting = { status: "running", waitingFor: "default", waitingSinceMs: Date.UTC(2030, 0, 1, 1) };
    expect(await updateItem(BEGIN_EXPRESSIONS.beginWaiting, "fleet-new", values)).toMatchObject(waiting);
    await world.replaceItem("fleet-old", leaseToItem({ ...overLease("ended"), streamId: "fleet-old" }));
    const refused = updateItem(BEGIN_EXPRESSIONS.beginWaiting, "fleet-old", values);
    await expect(refused).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
    const restarted = await updateItem(BEGIN_EXPRESSIONS.restartWaiting, "fleet-old", values);
    expect(restarted).toMatchObject({ ...waiting, epoch: 3, checkpoint: heldLease.checkpoint });
    expect(await allOf(world.newStore().waiting("default"))).toEqual([
      { streamId: expect.stringMatching("fleet-"), waitingSinceMs: waiting.waitingSinceMs },
      { streamId: expect.stringMatching("fleet-"), waitingSinceMs: waiting.waitingSinceMs },
    ]);
  });

  test("that it inherits, as it is", async () => {
    await world.replaceItem("handed-on", leaseToItem({ ...heldLease, streamId: "handed-on" }));
    const values = { ...execution2, ":predecessorArn": "execution-1" };
    expect(await updateItem(BEGIN_EXPRESSIONS.inherit, "handed-on", values)).toEqual({
      ...heldLease,
      streamId: "handed-on",
      executionArn: "execution-2",
    });
  });

  test("that it inherits from before failures were counted, with a count from then on", async () => {
    const { failures: _, ...before } = leaseToItem({ ...heldLease, streamId: "older" });
    await world.replaceItem("older", before);
    await updateItem(BEGIN_EXPRESSIONS.inherit, "older", { ...execution2, ":predecessorArn": "execution-1" });
    expect(await world.readItem("older")).toMatchObject({ failures: { N: "0" } });
  });

  test("and marks it as failed", async () => {
    const failed = { ...execution2, ":reason": "no such function" };
    await world.replaceItem("given-up", leaseToItem({ ...begunLease, streamId: "given-up" }));
    await expect(updateItem(FAIL_EXPRESSION, "given-up", failed)).rejects.toThrow();
    const mine = { ...failed, ":executionArn": "execution-1" };
    expect(await updateItem(FAIL_EXPRESSION, "given-up", mine)).toMatchObject({
      status: "failed",
      reason: "no such function",
      endedAtMs: Date.UTC(2030, 0, 1, 1),
    });
  });
});

test.each([
  "attributes.ts",
  "carrier-id.ts",
  "turn-pause.ts",
  "dynamodb/expressions.ts",
  "transitions/lease.ts",
  "transitions/seats.ts",
  "stores/memory.ts",
])("%s needs neither AWS nor Node nor anything else", async (entry) => {
  const seen = new Set<string>();
  const outside: string[] = [];
  const visit = async (file: URL): Promise<void> => {
    if (seen.has(file.href)) return;
    seen.add(file.href);
    const source = await readFile(file, "utf8");
    const runtimeImports = source.matchAll(/^(?:import|export)(?! type\b)[^;]*? from "([^"]+)"/gm);
    for (const [, name = ""] of runtimeImports) {
      const [, workspacePackage] = /^@unbounded-streams\/([\w-]+)$/.exec(name) ?? [];
      if (name.startsWith(".")) await visit(new URL(name, file));
      else if (workspacePackage !== undefined) await visit(packageSource(workspacePackage));
      else outside.push(name);
    }
  };
  await visit(new URL(entry, packageSource("stream-lease")));
  expect(outside).toEqual([]);
});

function packageSource(name: string): URL {
  return new URL(`../../../${name}/src/index.ts`, import.meta.url);
}
