import { layoutProblems } from "@unbounded-streams/event-sink/table-layout";
import { isJsonPointer } from "@unbounded-streams/json-pointer";
import { MAX_KEY_FIELDS, MAX_PACK_DELAY_MS, MAX_SHARDS } from "../limits.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { ARRIVAL_INDEX } from "../storage/arrival-index.ts";
import { keysOf } from "../storage/table-keys.ts";
import { choiceProblems, durationProblems, shown, wholeNumberProblems } from "./problems.ts";

const WRITE_MODES = ["auto", "put", "batch", "packed"];
const INVALID_RULES = ["dead-letter", "fail"];
const COMPRESS_RULES = ["oversize", "auto", "gzip", "zstd", "none"];

/** What is wrong with how events are to be stored, one sentence each. */
export function sinkProblems(props: UnboundedStreamsProps): string[] {
  const { writeMode, shards, compress, onInvalid } = props;
  return [
    ...wholeNumberProblems("shards", shards, { least: 1, most: MAX_SHARDS }),
    ...choiceProblems("writeMode", writeMode, WRITE_MODES),
    ...packDelayProblems(props),
    ...readInOrderProblems(props),
    ...choiceProblems("compress", compress, COMPRESS_RULES),
    ...choiceProblems("onInvalid", onInvalid, INVALID_RULES),
    ...eventKeyProblems(props),
    ...layoutProblems(props.eventsLayout ?? {}).map((problem) => `eventsLayout: ${problem}`),
  ];
}

function packDelayProblems({ writeMode, packDelay }: UnboundedStreamsProps): string[] {
  if (packDelay !== undefined && writeMode !== "packed") {
    return [`packDelay is given but writeMode is ${writeMode ?? "auto"}: only packed events wait for others`];
  }
  return durationProblems("packDelay", packDelay, { leastMs: 1, mostMs: MAX_PACK_DELAY_MS });
}

function readInOrderProblems({
  readInOrder,
  writeMode,
  existingEventsTable,
  eventsLayout,
}: UnboundedStreamsProps): string[] {
  if (!readInOrder) return [];
  if (writeMode === "packed") {
    return [
      "readInOrder is true but writeMode is packed: packed events are read in order without an index, so leave it out",
    ];
  }
  if (existingEventsTable === undefined) return [];
  return [
    `readInOrder is true but existingEventsTable is given, which is taken as it is: give that table the index ${ARRIVAL_INDEX} (partition key ${keysOf({ eventsLayout }).partition}, text; sort key receivedAt, number; all attributes) where it is made, and leave readInOrder out`,
  ];
}

function eventKeyProblems({ eventKey, source }: UnboundedStreamsProps): string[] {
  if (eventKey === undefined || eventKey === "sha1") return [];
  if (eventKey === "id") {
    if (source?.format === "sse" || source?.eventId !== undefined) return [];
    return ["eventKey is id but source.eventId is not given: say where an event's id is, such as /id"];
  }
  const fields = typeof eventKey === "string" ? [eventKey] : eventKey;
  const areUsable = fields.length > 0 && fields.length <= MAX_KEY_FIELDS && fields.every(isJsonPointer);
  if (areUsable) return [];
  return [
    `eventKey is ${shown(eventKey)}: it must be sha1, id, a JSON Pointer such as /meta/id, or 1 to ${MAX_KEY_FIELDS} of them`,
  ];
}
