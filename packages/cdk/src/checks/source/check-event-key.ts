import { isJsonPointer } from "@unbounded-streams/json-pointer";
import { MAX_KEY_FIELDS } from "../../limits.ts";
import type { SourceProps } from "../../props/source-props.ts";
import { shown } from "../rules/problems.ts";
import { formatNameOf } from "./format-name.ts";

const FORMATS_WITH_IDS = ["sse", "auto"];

/**
 * What is wrong with what makes two events the same, one sentence each.
 *
 * @param name what it is called
 */
export function eventKeyProblems(
  name: string,
  eventKey: string | readonly string[] | undefined,
  source: Pick<SourceProps, "eventId" | "format"> | undefined,
): string[] {
  if (eventKey === undefined || eventKey === "sha1") return [];
  if (eventKey === "id") {
    const { format = "", eventId } = source ?? {};
    if (FORMATS_WITH_IDS.includes(formatNameOf(format)) || eventId !== undefined) return [];
    return [`${name} is id but source.eventId is not given: say where an event's id is, such as /id`];
  }
  const fields = typeof eventKey === "string" ? [eventKey] : eventKey;
  const areUsable = fields.length > 0 && fields.length <= MAX_KEY_FIELDS && fields.every(isJsonPointer);
  if (areUsable) return [];
  return [
    `${name} is ${shown(eventKey)}: it must be sha1, id, a JSON Pointer such as /meta/id, or 1 to ${MAX_KEY_FIELDS} of them`,
  ];
}
