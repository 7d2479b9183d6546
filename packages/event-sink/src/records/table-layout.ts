/** Names of a table's key attributes, both of which hold text (`S`). */
export interface TableKeys {
  /** Of the partition key: it has the prefix, the stream's id, and with shards `#` and a number. */
  readonly partition: string;
  /** Of the sort key: it has the event's key. */
  readonly sort: string;
}

/** Where a table that was not made for the sink has its events. */
export interface TableLayoutOptions {
  /** Names of the table's key attributes, both of type S. Default `PK` and `SK`. */
  keys?: TableKeys | undefined;
  /** What stands before the stream's id in the partition key, such as `STREAM#`. Default: nothing. */
  partitionPrefix?: string | undefined;
}

/** `TableLayoutOptions` with the defaults in place. */
export interface TableLayout {
  readonly keys: TableKeys;
  readonly partitionPrefix: string;
}

/** The key attributes of `eventsTable`. */
export const DEFAULT_KEYS: TableKeys = { partition: "PK", sort: "SK" };

/** The layout of `eventsTable`. */
export const DEFAULT_LAYOUT: TableLayout = { keys: DEFAULT_KEYS, partitionPrefix: "" };

export function tableLayout({ keys, partitionPrefix }: TableLayoutOptions): TableLayout {
  return { keys: keys ?? DEFAULT_KEYS, partitionPrefix: partitionPrefix ?? "" };
}

/** The keys as messages name them. */
export function describeKeys({ partition, sort }: TableKeys): string {
  return `${partition} (S) and ${sort} (S)`;
}
