import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { LEASE_ATTRIBUTES } from "../attributes.ts";

/** The input of `CreateTable` for the table of the leases: partition key `PK`, a string, paid per request. */
export function streamsTable(tableName: string): CreateTableCommandInput {
  return {
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: LEASE_ATTRIBUTES.streamId, AttributeType: "S" }],
    KeySchema: [{ AttributeName: LEASE_ATTRIBUTES.streamId, KeyType: "HASH" }],
  };
}
