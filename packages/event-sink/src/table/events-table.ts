import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { InvalidOptionsError } from "../errors.ts";
import { DEFAULT_KEYS, type TableKeys } from "../records/table-layout.ts";

/** The name of the index by time. */
export const RECEIVED_AT_INDEX = "receivedAt-index";

/** What `eventsTable` may be told. */
export interface EventsTableOptions {
  /** Names of the key attributes. Default `PK` and `SK`. */
  keys?: TableKeys | undefined;
  /**
   * Whether there is a global secondary index of the partition key and `receivedAt`, which `readEvents` needs for `since` and
   * `until`. It has every attribute, so each event is billed and kept twice. Default false.
   */
  receivedAtIndex?: boolean | undefined;
}

const OPTIONS: OptionNames<EventsTableOptions> = { keys: true, receivedAtIndex: true };
const KEYS: OptionNames<TableKeys> = { partition: true, sort: true };

/**
 * The input of `CreateTable` for the table that the sink writes: partition key `PK`, sort key `SK` unless other names are given,
 * both strings, paid per request. DynamoDB's TTL is set by a call of its own (`UpdateTimeToLive`, attribute `expiresAt`).
 *
 * @throws {InvalidOptionsError} when it is given what is no option
 */
export function eventsTable(tableName: string, options: EventsTableOptions = {}): CreateTableCommandInput {
  const issues = [...unknownOptions(options, OPTIONS), ...unknownOptions(options.keys, KEYS, "keys")];
  if (issues.length > 0) throw new InvalidOptionsError(issues, "eventsTable");
  const { partition, sort } = options.keys ?? DEFAULT_KEYS;
  const table = {
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: partition, AttributeType: "S" },
      { AttributeName: sort, AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: partition, KeyType: "HASH" },
      { AttributeName: sort, KeyType: "RANGE" },
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
          { AttributeName: partition, KeyType: "HASH" },
          { AttributeName: "receivedAt", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  };
}
