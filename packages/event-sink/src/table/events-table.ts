import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

/** The name of the index by time. */
export const RECEIVED_AT_INDEX = "receivedAt-index";

/** What `eventsTable` may be told. */
export interface EventsTableOptions {
  /**
   * Whether there is a global secondary index of `PK` and `receivedAt`, which `readEvents` needs for `since` and
   * `until`. It has every attribute, so each event is billed and kept twice. Default false.
   */
  receivedAtIndex?: boolean | undefined;
}

/**
 * The input of `CreateTable` for the table that the sink writes: partition key `PK`, sort key `SK`, both strings, paid
 * per request. DynamoDB's TTL is set by a call of its own (`UpdateTimeToLive`, attribute `expiresAt`).
 */
export function eventsTable(tableName: string, options: EventsTableOptions = {}): CreateTableCommandInput {
  const table = {
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "PK", AttributeType: "S" },
      { AttributeName: "SK", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "PK", KeyType: "HASH" },
      { AttributeName: "SK", KeyType: "RANGE" },
    ],
  } satisfies CreateTableCommandInput;
  if (!options.receivedAtIndex) return table;
  return {
    ...table,
    AttributeDefinitions: [
      ...table.AttributeDefinitions,
      { AttributeName: "receivedAt", AttributeType: "N" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: RECEIVED_AT_INDEX,
        KeySchema: [
          { AttributeName: "PK", KeyType: "HASH" },
          { AttributeName: "receivedAt", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  };
}
