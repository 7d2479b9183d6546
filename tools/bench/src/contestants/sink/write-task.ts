import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { eventText } from "../../data/events.ts";
import type { Outcome } from "../../measurement.ts";

/** Events to write. */
export interface WriteTask {
  readonly endpoint: string;
  readonly tableName: string;
  /** Number of the first; a number is written once to a table. */
  readonly first: number;
  readonly events: number;
  /** Requests that may be out at once. */
  readonly requests: number;
}

/** Partition key of all events. */
export const STREAM_ID = "bench";

/** A client as a program would make it, for a server on this machine. */
export function createClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
}

/** The bytes of each event, as a reader hands them over. */
export function* eventsOf({ first, events }: WriteTask): Generator<Buffer> {
  const sentAtMs = Date.now();
  for (let number = first; number < first + events; number += 1) {
    yield Buffer.from(eventText(number, sentAtMs), "latin1");
  }
}

/** What has been written when every event has been handed to `write`, so many calls of it open at once. */
export async function writeAll(
  task: WriteTask,
  { lanes, perCall }: { lanes: number; perCall: number },
  write: (events: Buffer[]) => Promise<unknown>,
): Promise<Outcome> {
  const outcome = { records: 0, bytes: 0 };
  const events = eventsOf(task);
  const lane = async () => {
    for (let batch = take(events, perCall); batch.length > 0; batch = take(events, perCall)) {
      await write(batch);
      outcome.records += batch.length;
      for (const { length } of batch) outcome.bytes += length;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcome;
}

function take(events: Iterator<Buffer>, count: number): Buffer[] {
  const taken: Buffer[] = [];
  while (taken.length < count) {
    const { value, done } = events.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}
