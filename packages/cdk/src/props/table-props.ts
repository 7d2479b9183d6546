import type { TableProps } from "aws-cdk-lib/aws-dynamodb";

/** What of the table for events is the user's to say: all but its keys and its TTL attribute. */
export type EventsTableProps = Partial<Omit<TableProps, "partitionKey" | "sortKey" | "timeToLiveAttribute">>;

/** Where the table for events has them, and what their items have beside. */
export interface EventsLayout {
  /**
   * Names of the table's key attributes, both text.
   *
   * @default - PK and SK
   */
  readonly keys?: { readonly partition: string; readonly sort: string };

  /**
   * What stands before a stream's id in its partition key, such as `STREAM#`.
   *
   * @default - nothing
   */
  readonly partitionPrefix?: string;

  /**
   * Attributes of each item beside the sink's own, as the low-level client takes them: `{ entity: { S: "event" } }`.
   *
   * @default - none
   */
  readonly attributes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What of the table of leases is the user's to say: all but its key. */
export type StreamsTableProps = Partial<Omit<TableProps, "partitionKey" | "sortKey" | "timeToLiveAttribute">>;
