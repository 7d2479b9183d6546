import type { CreateTableCommandInput, UpdateTimeToLiveCommandInput } from "@aws-sdk/client-dynamodb";
import { LEDGER_ATTRIBUTES } from "../attributes.ts";

/** The input of `CreateTable` for a ledger: partition key `PK` and sort key `SK`, both strings, paid per request. */
export function ledgerTable(tableName: string): CreateTableCommandInput {
  const { streamId, moment } = LEDGER_ATTRIBUTES;
  return {
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: streamId, AttributeType: "S" },
      { AttributeName: moment, AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: streamId, KeyType: "HASH" },
      { AttributeName: moment, KeyType: "RANGE" },
    ],
  };
}

/** The input of `UpdateTimeToLive`, without which no record ever goes. */
export function ledgerTimeToLive(tableName: string): UpdateTimeToLiveCommandInput {
  return {
    TableName: tableName,
    TimeToLiveSpecification: { Enabled: true, AttributeName: LEDGER_ATTRIBUTES.expiresAt },
  };
}
