import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { InvalidRecordError, LeaseStoreError, type ListOptions, leaseToItem } from "../../src/index.ts";
import { heldLease } from "../support/leases.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.reset());
afterAll(() => world.stop());

describe("a signal", () => {
  test("that has aborted keeps a call from being made", async () => {
    const { streamId } = await world.newHeldStream();
    const call = world.newStore().read(streamId, { signal: AbortSignal.abort("done") });
    await expect(call).rejects.toMatchObject({ code: "LEASE_ABORTED", cause: "done" });
    expect(world.proxy.operations).toEqual([]);
  });

  test("ends a request", async () => {
    const { streamId } = await world.newHeldStream();
    const caller = new AbortController();
    world.proxy.faultNext("silence");
    const call = world.newStore().stop({ streamId }, { signal: caller.signal });
    await expect.poll(() => world.proxy.operations.length).toBe(1);
    caller.abort("done");
    await expect(call).rejects.toMatchObject({ code: "LEASE_ABORTED", cause: "done" });
  });

  test("ends a pause between attempts, whether the pause rejects or resolves", async () => {
    const { streamId } = await world.newHeldStream();
    for (const sleep of [() => Promise.reject(new Error("cut")), () => Promise.resolve()]) {
      const caller = new AbortController();
      world.proxy.faultNext("throttle");
      const store = world.newStore({
        system: {
          sleep() {
            caller.abort("done");
            return sleep();
          },
        },
      });
      await expect(store.read(streamId, { signal: caller.signal })).rejects.toMatchObject({
        code: "LEASE_ABORTED",
      });
    }
  });
});

test("a refusal is not tried again, and names the permissions", async () => {
  world.proxy.faultNext("deny");
  const error = await world
    .newStore()
    .read("weather")
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LeaseStoreError);
  expect(error).toMatchObject({
    code: "LEASE_REQUEST_FAILED",
    attempts: 1,
    message: expect.stringMatching(/read of stream weather .*AccessDenied.*dynamodb:UpdateItem/),
  });
});

test("a missing table is named with the remedy", async () => {
  const store = world.newStore({ tableName: "no-such-table" });
  await expect(store.begin({ streamId: "weather", executionArn: "e" })).rejects.toThrow(/streamsTable/);
});

test("a server that is not there is tried again, then reported", async () => {
  const credentials = { accessKeyId: "x", secretAccessKey: "x" };
  const client = new DynamoDBClient({ endpoint: "http://127.0.0.1:1", region: "local", credentials });
  await expect(world.newStore({ client, retry: { maxAttempts: 3 } }).read("weather")).rejects.toMatchObject({
    attempts: 3,
    cause: { code: "ECONNREFUSED" },
  });
  client.destroy();
});

test("a malformed record is an error at once, whatever met it", async () => {
  const { streamId, owner } = await world.newHeldStream();
  const { handoverAt: _, ...item } = leaseToItem({ ...heldLease, streamId });
  await world.replaceItem(streamId, item);
  const store = world.newStore();
  await expect(store.read(streamId)).rejects.toThrow(InvalidRecordError);
  await expect(store.confirm({ ...owner, epoch: 1 })).rejects.toMatchObject({
    code: "INVALID_RECORD",
    streamId,
    attribute: "handoverAt",
  });
  expect(world.proxy.operations).toEqual(["GetItem", "UpdateItem"]);
});

test("a list ends with a malformed record, or leaves it out where somebody is told of it", async () => {
  const [malformed, sound] = [await world.newHeldStream(), await world.newHeldStream()];
  const { handoverAt: _, ...item } = leaseToItem({ ...heldLease, streamId: malformed.streamId });
  await world.replaceItem(malformed.streamId, item);
  const store = world.newStore();
  const idsOf = async (options: ListOptions) => {
    const ids: string[] = [];
    for await (const { streamId } of store.list(options)) ids.push(streamId);
    return ids;
  };
  await expect(idsOf({})).rejects.toThrow(InvalidRecordError);
  const told: InvalidRecordError[] = [];
  const ids = await idsOf({ pageSize: 1, onInvalid: (error) => void told.push(error) });
  expect(told.map(({ streamId }) => streamId)).toContain(malformed.streamId);
  expect(ids).toContain(sound.streamId);
  expect(ids).not.toContain(malformed.streamId);
});
