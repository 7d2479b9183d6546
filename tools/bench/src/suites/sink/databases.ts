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
   * Counts what arrived since, packed or not, and lets the table go.
   *
   * @throws WrongTallyError when it is not as many events
   */
  closeTable(tableName: string, expected: { contestant: string; events: number }): Promise<void>;
}

/** The endpoint that answers after 5 ms and keeps nothing but a count. */
export async function startFixedLatency(arena: Arena): Promise<Database> {
  const server = await arena.startServer("fixed-latency-dynamodb");
  const count = async () => (await server.ask<{ events: number }>("events")).events;
  let before = 0;
  return {
    endpoint: server.url,
    async openTable() {
      before = await count();
      return "events";
    },
    async closeTable(_, { contestant, events }) {
      requireEvents(contestant, (await count()) - before, events);
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
    async closeTable(tableName, { contestant, events }) {
      let found = 0;
      for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ...SEGMENTS })) {
        for (const { segment } of Items) found += Number(segment?.N ?? 1);
      }
      requireEvents(contestant, found, events);
      await client.send(new DeleteTableCommand({ TableName: tableName }));
    },
  };
}

/** How many events an item has, when they are packed. */
const SEGMENTS = { ProjectionExpression: "#segment", ExpressionAttributeNames: { "#segment": "segment" } };

function requireEvents(contestant: string, found: number, expected: number): void {
  if (found !== expected)
    throw new WrongTallyError(contestant, `${found} events stored`, `${expected} events stored`);
}
