import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  paginateScan,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { eventsTable } from "@unbounded-streams/event-sink";
import type { Arena } from "../../arena.ts";
import { WrongTallyError } from "../../errors.ts";

/** Where contestants write, and what can be asked afterwards. */
export interface Database {
  readonly endpoint: string;
  /** A table with nothing in it; its name. */
  openTable(): Promise<string>;
  /**
   * Counts what arrived since, and lets the table go.
   *
   * @throws WrongTallyError when it is not as many items
   */
  closeTable(tableName: string, expected: { contestant: string; items: number }): Promise<void>;
}

/** The endpoint that answers after 5 ms and keeps nothing but a count. */
export async function startFixedLatency(arena: Arena): Promise<Database> {
  const server = await arena.startServer("fixed-latency-dynamodb");
  const count = async () => (await server.ask<{ items: number }>("items")).items;
  let before = 0;
  return {
    endpoint: server.url,
    async openTable() {
      before = await count();
      return "events";
    },
    async closeTable(_, { contestant, items }) {
      requireItems(contestant, (await count()) - before, items);
    },
  };
}

const TABLE_WAIT_SECONDS = 20;

/** dynalite: every contestant has a table of its own. */
export async function startDynalite(arena: Arena): Promise<Database> {
  const { url } = await arena.startServer("dynalite");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint: url, region: "local", credentials });
  let tables = 0;
  return {
    endpoint: url,
    async openTable() {
      tables += 1;
      const tableName = `events-${tables}`;
      await client.send(new CreateTableCommand(eventsTable(tableName)));
      await waitUntilTableExists(
        { client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 1 },
        { TableName: tableName },
      );
      return tableName;
    },
    async closeTable(tableName, { contestant, items }) {
      let found = 0;
      for await (const { Count = 0 } of paginateScan({ client }, { TableName: tableName, Select: "COUNT" })) {
        found += Count;
      }
      requireItems(contestant, found, items);
      await client.send(new DeleteTableCommand({ TableName: tableName }));
    },
  };
}

function requireItems(contestant: string, found: number, expected: number): void {
  if (found !== expected) throw new WrongTallyError(contestant, `${found} items`, `${expected} items`);
}
