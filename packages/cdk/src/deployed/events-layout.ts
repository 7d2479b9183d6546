import { DEFAULT_KEYS, type TableLayoutOptions } from "@unbounded-streams/event-sink/table-layout";

/** Where the table has its events, as the construct tells its functions. */
export function eventsLayout(environment: Readonly<Record<string, string | undefined>>): TableLayoutOptions {
  const { EVENTS_PARTITION_KEY, EVENTS_SORT_KEY, EVENTS_PARTITION_PREFIX } = environment;
  return {
    keys: {
      partition: EVENTS_PARTITION_KEY ?? DEFAULT_KEYS.partition,
      sort: EVENTS_SORT_KEY ?? DEFAULT_KEYS.sort,
    },
    partitionPrefix: EVENTS_PARTITION_PREFIX,
  };
}
