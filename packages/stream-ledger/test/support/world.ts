import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
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
import type { LedgerItem } from "../../src/dynamodb/item.ts";
import { createLedger, type Ledger, type LedgerOptions, ledgerTable } from "../../src/index.ts";

/** A real table, reached directly or through a proxy that makes faults. */
export interface World {
  readonly tableName: string;
  readonly proxy: FaultProxy;
  /** Sends straight to the server. */
  readonly direct: DynamoDBClient;
  /** A ledger that sends through the proxy and does not pause between its attempts. */
  newLedger(options?: Partial<LedgerOptions>): Ledger;
  /** A stream id that no other test has. */
  newStreamId(): string;
  /** The item, straight from the server. */
  readItem(key: LedgerItem): Promise<LedgerItem | undefined>;
  putItem(item: LedgerItem): Promise<void>;
  stop(): Promise<void>;
}

/** @param connect to the server; default: one of its own, embedded */
export async function startWorld(
  connect: () => Promise<StartedDynamoDb> = startEmbeddedDynamoDb,
): Promise<World> {
  const tableName = `ledger-${randomUUID()}`;
  const dynamoDb = await connect();
  const proxy = await startFaultProxy(dynamoDb.endpoint);
  const direct = new DynamoDBClient(dynamoDb.clientConfig);
  const client = new DynamoDBClient({ ...dynamoDb.clientConfig, endpoint: proxy.endpoint });
  await direct.send(new CreateTableCommand(ledgerTable(tableName)));
  await waitUntilTableExists({ client: direct, maxWaitTime: 60, minDelay: 1 }, { TableName: tableName });
  let streams = 0;
  return {
    tableName,
    proxy,
    direct,
    newLedger({ system, ...options } = {}) {
      const ownedTime = { sleep: async () => undefined };
      return createLedger({ client, tableName, ...options, system: { ...ownedTime, ...system } });
    },
    newStreamId() {
      streams += 1;
      return `stream-${streams}`;
    },
    async readItem(key) {
      const get = { TableName: tableName, Key: key, ConsistentRead: true };
      return (await direct.send(new GetItemCommand(get))).Item;
    },
    async putItem(item) {
      await direct.send(new PutItemCommand({ TableName: tableName, Item: item }));
    },
    async stop() {
      client.destroy();
      direct.destroy();
      await proxy.stop();
      await dynamoDb.stop();
    },
  };
}
