import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMemoryLeaseStore, type Lease, type LeaseStore, type ListOptions } from "../../src/index.ts";
import { T0 } from "../support/leases.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const streamIds = ["a", "b", "c", "d", "e"];

async function listed(store: LeaseStore, options?: ListOptions): Promise<string[]> {
  const leases: Lease[] = [];
  for await (const lease of store.list(options)) leases.push(lease);
  return leases.map(({ streamId }) => streamId).sort();
}

describe.each<{ kind: string; newStore: () => LeaseStore }>([
  { kind: "in DynamoDB", newStore: () => world.newStore() },
  { kind: "in memory", newStore: () => createMemoryLeaseStore({ now: () => T0 }) },
])("the leases of a store $kind", ({ newStore }) => {
  let store: LeaseStore;
  beforeEach(async () => {
    store = newStore();
    for (const streamId of streamIds) await store.begin({ streamId, executionArn: "execution-1" });
    world.reset();
  });

  test.each([1, 2, 5, 100])("come all, %i a page", async (pageSize) => {
    expect(await listed(store, { pageSize })).toEqual(streamIds);
  });

  test("come up to a limit", async () => {
    expect(await listed(store, { limit: 3 })).toHaveLength(3);
    expect(await listed(store, { limit: 3, pageSize: 2 })).toHaveLength(3);
    expect(await listed(store, { limit: 9 })).toEqual(streamIds);
  });

  test("are not asked for with a limit or page size that makes no sense", () => {
    expect(() => store.list({ limit: 0 })).toThrow(/limit is 0/);
    expect(() => store.list({ pageSize: 1.5 })).toThrow(/pageSize is 1.5/);
  });
});

test("pages are read as they are needed, and again when they get lost", async () => {
  const store = world.newStore();
  world.reset();
  world.proxy.faultNext(undefined, "drop-reply");
  const iterator = store.list({ pageSize: 2 })[Symbol.asyncIterator]();
  expect(world.proxy.operations).toEqual([]);
  await iterator.next();
  await iterator.next();
  expect(world.proxy.operations).toEqual(["Scan"]);
  await iterator.next();
  expect(world.proxy.operations).toEqual(["Scan", "Scan", "Scan"]);
});
