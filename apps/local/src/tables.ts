import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { eventsTable, readEvents, type StoredEvent } from "@unbounded-streams/event-sink";
import { INDEXES, streamsTable } from "@unbounded-streams/stream-lease";
import { ledgerTable } from "@unbounded-streams/stream-ledger";
import { ServiceStartError } from "./errors.ts";

/** Where events are. */
export const EVENTS_TABLE = "events";

/** Where leases are. */
export const STREAMS_TABLE = "streams";

/** Where connections are on record. */
export const LEDGER_TABLE = "ledger";

const TABLE_WAIT_SECONDS = 30;

/**
 * Makes all tables unless they are there, and waits until they can be used.
 *
 * @param options `fleet`: whether the table of leases needs the indexes of a fleet
 * @throws ServiceStartError when that table was made without them
 */
export async function ensureTables(
  client: DynamoDBClient,
  options: { readonly fleet: boolean },
): Promise<void> {
  await Promise.all(
    [
      eventsTable(EVENTS_TABLE, { receivedAtIndex: true }),
      streamsTable(STREAMS_TABLE, options),
      ledgerTable(LEDGER_TABLE),
    ].map((input) => ensureTable(client, input)),
  );
  if (options.fleet) await checkIndexes(client);
}

/** All events of a stream as a reader is given them, whichever way they were written. */
export function storedEvents(client: DynamoDBClient, streamId: string): AsyncIterable<StoredEvent> {
  return readEvents(client, { tableName: EVENTS_TABLE, streamId, consistentRead: true });
}

async function checkIndexes(client: DynamoDBClient): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: STREAMS_TABLE }));
  const there = new Set(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  const missing = Object.values(INDEXES).filter(({ name }) => !there.has(name));
  if (missing.length === 0) return;
  throw new ServiceStartError(
    "the fleet",
    `the table ${STREAMS_TABLE} was made without the index ${missing.map(({ name }) => name).join(" and ")}: ` +
      "give another --stream-id or --data-dir, or delete that table of your DynamoDB",
  );
}

async function ensureTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists(
    { client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 1 },
    { TableName: input.TableName },
  );
}
