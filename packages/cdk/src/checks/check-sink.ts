import { layoutProblems } from "@unbounded-streams/event-sink/table-layout";
import { MAX_PACK_DELAY_MS, MAX_SHARDS } from "../limits.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { ARRIVAL_INDEX } from "../storage/arrival-index.ts";
import { keysOf } from "../storage/table-keys.ts";
import { choiceProblems, durationProblems, wholeNumberProblems } from "./rules/problems.ts";
import { eventKeyProblems } from "./source/check-event-key.ts";

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
    ...keyProblems(props),
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

/** Of named sources each has its own events, and says where their ids are. */
function keyProblems({ eventKey, source, sources }: UnboundedStreamsProps): string[] {
  if (sources === undefined) return eventKeyProblems("eventKey", eventKey, source);
  return Object.entries(sources).flatMap(([name, named]) =>
    eventKeyProblems("eventKey", named.eventKey === undefined ? eventKey : undefined, named).map((problem) =>
      problem.replaceAll("source.", `sources.${name}.`),
    ),
  );
}
