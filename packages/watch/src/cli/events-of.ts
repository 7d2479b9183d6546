import { readEvents } from "@unbounded-streams/event-sink";
import { UsageError } from "../errors.ts";
import type { NamedEvents } from "../tables/event-reader.ts";
import type { GivenServe } from "./command.ts";
import type { Place } from "./place.ts";

/** As `eventsTable` of event-sink names them. */
const DEFAULT_KEYS = { partition: "PK", sort: "SK" };

/** A stream that any table may have. */
const ANY_STREAM = "any";

/**
 * The table of events and how it is laid out; undefined when none is known.
 *
 * @throws {UsageError} when it cannot be one, or what says how it is laid out is given without it
 */
export function eventsOf(
  { client, eventsTable: tableName }: Place,
  given: GivenServe,
): NamedEvents | undefined {
  const { partitionKey, sortKey, partitionPrefix, shards } = given;
  if (tableName === undefined) {
    const [flag] = Object.entries({ partitionKey, sortKey, partitionPrefix, shards })
      .filter(([, value]) => value !== undefined)
      .map(([name]) => `--${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`);
    if (flag === undefined) return undefined;
    throw new UsageError(`${flag} says how the table of events is laid out: give --events-table, too`);
  }
  const events = {
    ...{ client, tableName, partitionPrefix },
    keys: { partition: partitionKey ?? DEFAULT_KEYS.partition, sort: sortKey ?? DEFAULT_KEYS.sort },
    shards: shards === undefined ? undefined : wholeNumber(shards),
  };
  try {
    // Nothing is asked for yet, and what is wrong is told.
    const { client: _, ...layout } = events;
    readEvents(client, { ...layout, streamId: ANY_STREAM });
  } catch (error) {
    throw new UsageError(
      `--events-table cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return events;
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`--shards is ${JSON.stringify(text)}: give a whole number`);
}
