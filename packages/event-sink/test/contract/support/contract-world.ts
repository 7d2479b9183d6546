import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  PutItemCommand,
  paginateQuery,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import type { ContractServer } from "@unbounded-streams/testing";
import {
  createEventSink,
  type EventItem,
  type EventSink,
  type EventSinkOptions,
  eventsTable,
} from "../../../src/index.ts";
import { startWorld, type World } from "../../support/world.ts";

/** A table of one server, behind a proxy that makes faults. */
export interface ContractWorld extends World {
  /** A sink that sends through the proxy and does not pause between its attempts. */
  newSink(options?: Partial<EventSinkOptions>): EventSink;
  /** Makes a table like that of `eventsTable`, with what is given in the place of its own, and returns its name. */
  newTable(input?: Partial<CreateTableCommandInput>): Promise<string>;
  /** The items of a partition as they are, in the order of their keys. */
  readItems(partition: string): Promise<EventItem[]>;
  /** Puts an item straight to the server, whatever is there. */
  putItem(item: EventItem): Promise<void>;
}

export async function startContractWorld({ connect }: ContractServer): Promise<ContractWorld> {
  const world = await startWorld("plain", { connect, tableName: `events-${randomUUID()}` });
  const { client, direct, tableName } = world;
  return {
    ...world,
    newSink(options = {}) {
      const system = { sleep: async () => undefined, ...options.system };
      return createEventSink({ client, tableName, streamId: world.newStreamId(), ...options, system });
    },
    async newTable(input) {
      const TableName = `other-${randomUUID()}`;
      await direct.send(new CreateTableCommand({ ...eventsTable(TableName), ...input, TableName }));
      await waitUntilTableExists({ client: direct, maxWaitTime: 60, minDelay: 1 }, { TableName });
      return TableName;
    },
    async readItems(partition) {
      const items: EventItem[] = [];
      const query = {
        TableName: tableName,
        KeyConditionExpression: "PK = :partition",
        ExpressionAttributeValues: { ":partition": { S: partition } },
        ConsistentRead: true,
      };
      for await (const page of paginateQuery({ client: direct }, query)) items.push(...(page.Items ?? []));
      return items;
    },
    async putItem(item) {
      await direct.send(new PutItemCommand({ TableName: tableName, Item: item }));
    },
  };
}
