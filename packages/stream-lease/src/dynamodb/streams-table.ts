import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { INDEXES, LEASE_ATTRIBUTES } from "../attributes.ts";
import { InvalidOptionsError } from "../errors.ts";

/** What `streamsTable` takes. */
export interface StreamsTableOptions {
  /** Whether carriers find their streams in the table, by its `INDEXES`. Default false. */
  readonly fleet?: boolean | undefined;
}

const STREAMS_TABLE_OPTIONS: OptionNames<StreamsTableOptions> = { fleet: true };

/**
 * The input of `CreateTable` for the table of the leases: partition key `PK`, a string, paid per request.
 *
 * @throws {InvalidOptionsError} for an option that is none
 */
export function streamsTable(tableName: string, options: StreamsTableOptions = {}): CreateTableCommandInput {
  const issues = unknownOptions(options, STREAMS_TABLE_OPTIONS);
  if (issues.length > 0) throw new InvalidOptionsError("streamsTable", issues);
  const { fleet = false } = options;
  const keys = fleet ? Object.values(INDEXES).flatMap(({ hash, range }) => [hash, range]) : [];
  const keyed = new Set<string>([LEASE_ATTRIBUTES.streamId, ...keys]);
  return {
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...keyed].map((name) => ({ AttributeName: name, AttributeType: "S" })),
    KeySchema: [{ AttributeName: LEASE_ATTRIBUTES.streamId, KeyType: "HASH" }],
    ...(fleet && { GlobalSecondaryIndexes: Object.values(INDEXES).map(indexOf) }),
  };
}

function indexOf({ name, hash, range }: (typeof INDEXES)[keyof typeof INDEXES]) {
  return {
    IndexName: name,
    KeySchema: [
      { AttributeName: hash, KeyType: "HASH" as const },
      { AttributeName: range, KeyType: "RANGE" as const },
    ],
    Projection: { ProjectionType: "KEYS_ONLY" as const },
  };
}
