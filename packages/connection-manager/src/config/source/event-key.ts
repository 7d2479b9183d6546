import type { EventKeyRule } from "@unbounded-streams/event-sink";
import { isJsonPointer } from "@unbounded-streams/json-pointer";
import { parsedJson } from "../../json.ts";
import { MAX_KEY_FIELDS } from "../../limits.ts";
import { type Environment, optional } from "../variables/environment.ts";
import { refuse } from "../variables/problems.ts";
import { hasEventId } from "./event-id.ts";

/** What makes two events the same; undefined leaves that to the sink. */
export function eventKeyOf(environment: Environment, problems: string[]): EventKeyRule | undefined {
  const text = optional(environment, "EVENT_KEY");
  if (text === undefined || text === "sha1") return text;
  if (text === "id") {
    if (!hasEventId(environment)) {
      problems.push("EVENT_KEY is id but EVENT_ID is not set: say where an event's id is, such as /id");
    }
    return text;
  }
  if (isJsonPointer(text)) return { field: text };
  const fields = parsedJson(text);
  if (areFields(fields)) return { fields };
  refuse(
    "EVENT_KEY",
    text,
    `sha1, id, a JSON Pointer such as /meta/id, or a JSON array of 1 to ${MAX_KEY_FIELDS} of them`,
    problems,
  );
  return undefined;
}

function areFields(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_KEY_FIELDS) return false;
  return value.every(isJsonPointer);
}
