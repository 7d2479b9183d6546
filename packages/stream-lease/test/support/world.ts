import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import {
  type FaultProxy,
  type StartedDynamoDb,
  startEmbeddedDynamoDb,
  startFaultProxy,
} from "@unbounded-streams/testing";
import {
  createLeaseStore,
  type LeaseItem,
  type LeaseStore,
  type LeaseStoreOptions,
  leaseToItem,
  type Ownership,
  type StreamsTableOptions,
  streamsTable,
} from "../../src/index.ts";
import { withFailedItem } from "./failed-item.ts";
import { heldLease, mine, T0 } from "./leases.ts";

/** A real table, reached directly or through a proxy that makes faults. */
export interface World {
  readonly tableName: string;
  readonly proxy: FaultProxy;
  /** Whether a failed condition comes with the item, as DynamoDB sends it and dynalite does not. Default true. */
  returnsItems: boolean;
  /** Sends through the proxy. */
  readonly client: DynamoDBClient;
  /** Sends straight to the server. */
  readonly direct: DynamoDBClient;
  /** What the stores of this world take for the time. */
  nowMs: number;
  /** A store that sends through the proxy and does not pause between its attempts. */
  newStore(options?: Partial<LeaseStoreOptions>): LeaseStore;
  /** A stream id that no other test has. */
  newStreamId(): string;
  /** A stream of its own, held by branch A with epoch 2, at its handover. */
  newHeldStream(): Promise<{ streamId: string; owner: Ownership }>;
  /** The record, straight from the server. */
  readItem(streamId: string): Promise<LeaseItem | undefined>;
  /** Makes the record this one, or none, whatever it was. */
  replaceItem(streamId: string, item: LeaseItem | undefined): Promise<void>;
  /** Forgets what a test asked of the proxy. */
  reset(): void;
  stop(): Promise<void>;
}

/**
 * @param connect to the server; default: one of its own, embedded
 * @param table its kind; default: one for a fleet
 */
export async function startWorld(
  connect: () => Promise<StartedDynamoDb> = startEmbeddedDynamoDb,
  table: StreamsTableOptions = { fleet: true },
): Promise<World> {
  const tableName = `streams-${randomUUID()}`;
  const dynamoDb = await connect();
  const proxy = await startFaultProxy(dynamoDb.endpoint, {
    transform: (call, reply, send) => withFailedItem(call, reply, { send, returnsItems: world.returnsItems }),
  });
  const direct = new DynamoDBClient(dynamoDb.clientConfig);
  const client = new DynamoDBClient({ ...dynamoDb.clientConfig, endpoint: proxy.endpoint });
  await direct.send(new CreateTableCommand(streamsTable(tableName, table)));
  await waitUntilTableExists({ client: direct, maxWaitTime: 60, minDelay: 1 }, { TableName: tableName });
  let streams = 0;
  const world: World = {
    tableName,
    proxy,
    returnsItems: true,
    client,
    direct,
    nowMs: T0,
    newStore({ system, ...options } = {}) {
      const ownedTime = { now: () => world.nowMs, sleep: async () => undefined };
      return createLeaseStore({ client, tableName, ...options, system: { ...ownedTime, ...system } });
    },
    newStreamId() {
      streams += 1;
      return `stream-${streams}`;
    },
    async newHeldStream() {
      const streamId = world.newStreamId();
      world.nowMs = T0 + 40_000;
      await world.replaceItem(streamId, leaseToItem({ ...heldLease, streamId }));
      return { streamId, owner: { ...mine, streamId } };
    },
    async readItem(streamId) {
      const get = { TableName: tableName, Key: { PK: { S: streamId } }, ConsistentRead: true };
      return (await direct.send(new GetItemCommand(get))).Item;
    },
    async replaceItem(streamId, item) {
      const Key = { PK: { S: streamId } };
      if (item) await direct.send(new PutItemCommand({ TableName: tableName, Item: item }));
      else await direct.send(new DeleteItemCommand({ TableName: tableName, Key }));
    },
    reset() {
      proxy.reset();
      world.returnsItems = true;
    },
    async stop() {
      client.destroy();
      direct.destroy();
      await proxy.stop();
      await dynamoDb.stop();
    },
  };
  return world;
}
