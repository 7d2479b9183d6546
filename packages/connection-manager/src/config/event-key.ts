import type { EventKeyRule } from "@unbounded-streams/event-sink";
import { isJsonPointer } from "@unbounded-streams/json-pointer";
import { parsedJson } from "../json.ts";
import { MAX_KEY_FIELDS } from "../limits.ts";
import { type Environment, optional } from "./environment.ts";

/** What makes two events the same; undefined leaves that to the sink. */
export function eventKeyOf(environment: Environment, problems: string[]): EventKeyRule | undefined {
  const text = optional(environment, "EVENT_KEY");
  if (text === undefined || text === "sha1") return text;
  if (text === "id") {
    const isSse = optional(environment, "STREAM_FORMAT") === "sse";
    if (!isSse && optional(environment, "EVENT_ID") === undefined) {
      problems.push("EVENT_KEY is id but EVENT_ID is not set: say where an event's id is, such as /id");
    }
    return text;
  }
  if (isJsonPointer(text)) return { field: text };
  const fields = parsedJson(text);
  if (areFields(fields)) return { fields };
  problems.push(
    `EVENT_KEY is ${JSON.stringify(text)}: it must be sha1, id, a JSON Pointer such as /meta/id, or a JSON array of 1 to ${MAX_KEY_FIELDS} of them`,
  );
  return undefined;
}

function areFields(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_KEY_FIELDS) return false;
  return value.every(isJsonPointer);
}
