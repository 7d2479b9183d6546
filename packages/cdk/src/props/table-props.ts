import type { TableProps } from "aws-cdk-lib/aws-dynamodb";

/** What of the table for events is the user's to say: all but its keys and its TTL attribute. */
export type EventsTableProps = Partial<Omit<TableProps, "partitionKey" | "sortKey" | "timeToLiveAttribute">>;

/** What of the table of leases is the user's to say: all but its key. */
export type StreamsTableProps = Partial<Omit<TableProps, "partitionKey" | "sortKey" | "timeToLiveAttribute">>;
