import type { EventItem, TableKeys } from "@unbounded-streams/event-sink";
import { DEFAULT_KEYS, layoutProblems } from "@unbounded-streams/event-sink/table-layout";
import { asRecord, parsedJson } from "../json.ts";
import { type Environment, optional } from "./variables/environment.ts";

/** Where a table that was not made for events has them. What is undefined is the sink's default. */
export interface EventsLayout {
  readonly keys: TableKeys | undefined;
  readonly partitionPrefix: string | undefined;
  readonly attributes: EventItem | undefined;
}

export function eventsLayout(environment: Environment, problems: string[]): EventsLayout {
  const partition = optional(environment, "EVENTS_PARTITION_KEY");
  const sort = optional(environment, "EVENTS_SORT_KEY");
  const layout = {
    keys:
      partition === undefined && sort === undefined
        ? undefined
        : { partition: partition ?? DEFAULT_KEYS.partition, sort: sort ?? DEFAULT_KEYS.sort },
    partitionPrefix: optional(environment, "EVENTS_PARTITION_PREFIX"),
    attributes: attributesOf(environment, problems),
  };
  const named = layoutProblems(layout);
  problems.push(
    ...named.map((problem) => `EVENTS_PARTITION_KEY, EVENTS_SORT_KEY or EVENTS_ATTRIBUTES: ${problem}`),
  );
  return layout;
}

function attributesOf(environment: Environment, problems: string[]): EventItem | undefined {
  const text = optional(environment, "EVENTS_ATTRIBUTES");
  if (text === undefined) return undefined;
  const attributes = asRecord(parsedJson(text));
  if (attributes === undefined) {
    problems.push(
      'EVENTS_ATTRIBUTES must be a JSON object of attribute values, such as {"entity":{"S":"event"}}',
    );
  }
  return attributes as EventItem | undefined;
}
