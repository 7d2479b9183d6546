import type { StoredEvent } from "@unbounded-streams/event-sink";

/**
 * Reads the number of an event from its JSON.
 *
 * @param names of the members, from the outermost in
 */
export function numberAt(...names: readonly string[]): (stored: StoredEvent) => number | undefined {
  return (stored) => {
    const value = valueIn(stored, ...names);
    return typeof value === "number" ? value : undefined;
  };
}

/**
 * What the JSON of an event has there; undefined when there is nothing, or the event is not JSON.
 *
 * @param names of the members, from the outermost in
 */
export function valueIn({ data }: StoredEvent, ...names: readonly string[]): unknown {
  let value: unknown = parsed(data);
  for (const name of names) value = (value as Record<string, unknown> | null | undefined)?.[name];
  return value;
}

function parsed(data: StoredEvent["data"]): unknown {
  if (typeof data !== "string") return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
