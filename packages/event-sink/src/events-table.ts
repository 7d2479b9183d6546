import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

/**
 * The input of `CreateTable` for the table that the sink writes: partition key `PK`, sort key `SK`, both strings, paid
 * per request. DynamoDB's TTL is set by a call of its own (`UpdateTimeToLive`, attribute `expiresAt`).
 */
export function eventsTable(tableName: string): CreateTableCommandInput {
  return {
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
  };
}
