import {
  type BatchResponse,
  eventsOfRecords,
  type StreamRecord,
  type StreamRecords,
} from "@unbounded-streams/event-sink/consume";
import type { TableLayoutOptions } from "@unbounded-streams/event-sink/table-layout";
import { ArchiveObject } from "./archive-object.ts";

/** An object to be put. */
export interface NamedObject {
  readonly name: string;
  readonly body: Uint8Array;
}

/** What an archive is made of. */
export interface ArchiveOptions {
  /** What stands before the objects' names. */
  readonly prefix: string;
  /** Where the table has its events. */
  readonly layout?: TableLayoutOptions;
  /** Puts an object, over one of the same name if there is one: it has the same contents. */
  readonly put: (object: NamedObject) => Promise<void>;
  /** Epoch milliseconds: the time of events that say none. */
  readonly now: () => number;
}

/**
 * Makes the Lambda handler that archives the events of a table's stream: each delivery is one object of gzipped lines of JSON. Its name
 * is made of what is in it, so that a delivery that comes again is kept once. One record is unpacked at a time, and only what is
 * compressed is held, so that memory is bounded whatever the segments unpack to.
 */
export function createArchive(options: ArchiveOptions): (delivery: StreamRecords) => Promise<BatchResponse> {
  return async ({ Records: records }) => {
    const object = new ArchiveObject();
    const unreadable = await addAll(object, records, options.layout);
    try {
      const finished = await object.finish(options.now);
      if (finished !== undefined) await options.put({ ...finished, name: options.prefix + finished.name });
    } catch (error) {
      return failedFrom(records[0]?.dynamodb?.SequenceNumber, error);
    }
    if (unreadable === undefined) return { batchItemFailures: [] };
    return failedFrom(unreadable.sequenceNumber, unreadable.cause);
  };
}

type Unreadable = ReturnType<typeof eventsOfRecords>["unreadable"];

/** Adds the events of records, up to the first that cannot be read, which it gives. */
async function addAll(
  object: ArchiveObject,
  records: readonly StreamRecord[],
  layout?: TableLayoutOptions,
): Promise<Unreadable> {
  for (const record of records) {
    const { events, unreadable } = eventsOfRecords([record], layout);
    for (const event of events) await object.add(event);
    if (unreadable !== undefined) return unreadable;
  }
  return undefined;
}

/** Records from one on come again; the log says why. */
function failedFrom(sequenceNumber = "", error: unknown): BatchResponse {
  const line = { message: "records are delivered again", from: sequenceNumber, error: String(error) };
  process.stderr.write(`${JSON.stringify(line)}\n`);
  return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };
}
