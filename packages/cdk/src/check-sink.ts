import { MAX_KEY_FIELDS, MAX_SHARDS } from "./limits.ts";
import { listed, shown, wholeNumberProblems } from "./problems.ts";
import type { UnboundedStreamsProps } from "./types.ts";

const WRITE_MODES = ["auto", "put", "batch"];
const COMPRESS_RULES = ["oversize", "auto", "gzip", "zstd", "none"];
const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;

/** What is wrong with how events are to be stored, one sentence each. */
export function sinkProblems(props: UnboundedStreamsProps): string[] {
  const { writeMode, shards, compress } = props;
  const problems = wholeNumberProblems("shards", shards, { least: 1, most: MAX_SHARDS });
  if (writeMode !== undefined && !WRITE_MODES.includes(writeMode)) {
    problems.push(`writeMode is ${shown(writeMode)}: allowed are ${listed(WRITE_MODES)}`);
  }
  if (compress !== undefined && !COMPRESS_RULES.includes(compress)) {
    problems.push(`compress is ${shown(compress)}: allowed are ${listed(COMPRESS_RULES)}`);
  }
  return [...problems, ...eventKeyProblems(props)];
}

function eventKeyProblems({ eventKey, source }: UnboundedStreamsProps): string[] {
  if (eventKey === undefined || eventKey === "sha1") return [];
  if (eventKey === "id") {
    if (source?.format === "sse" || source?.eventId !== undefined) return [];
    return ["eventKey is id but source.eventId is not given: say where an event's id is, such as /id"];
  }
  const fields = typeof eventKey === "string" ? [eventKey] : eventKey;
  const areUsable = fields.length > 0 && fields.length <= MAX_KEY_FIELDS && fields.every(isPointer);
  if (areUsable) return [];
  return [
    `eventKey is ${shown(eventKey)}: it must be sha1, id, a JSON Pointer such as /meta/id, or 1 to ${MAX_KEY_FIELDS} of them`,
  ];
}

function isPointer(field: unknown): boolean {
  return typeof field === "string" && JSON_POINTER.test(field);
}
