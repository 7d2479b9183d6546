import { hash } from "node:crypto";
import { createEventSink, type EventSinkOptions } from "@unbounded-streams/event-sink";
import { ndjson, openStream } from "@unbounded-streams/stream-reader";
import { recordedEvent, versionOf } from "../../data/recorded-events.ts";
import type { Outcome } from "../../measurement.ts";
import { createStopwatch } from "./stopwatch.ts";
import { createClient, STREAM_ID } from "./write-task.ts";

/** How events are written. */
export type Writing = Pick<EventSinkOptions, "mode" | "compress" | "packDelayMs">;

/** Recorded events to write as fast as they are taken. */
export interface RecordedTask {
  readonly endpoint: string;
  readonly tableName: string;
  readonly writing: Writing;
  /** Number of the first; a number is written once to a table. */
  readonly first: number;
  readonly events: number;
  /** Between the times at which events are said to have come. */
  readonly apartMs: number;
}

/** A stream of recorded events to carry into a table, their versions being the times at which they were sent. */
export interface RecordedStream {
  readonly sourceUrl: string;
  readonly endpoint: string;
  readonly tableName: string;
  readonly writing: Writing;
  /** That the stream will have. */
  readonly events: number;
}

const START_MS = 1_700_000_000_000;
/** Units are those of so many events. */
const EVENTS_OF_UNITS = 1_000;

/** event-sink with its default settings, but for how it writes. */
export async function write(task: RecordedTask): Promise<Outcome> {
  const { endpoint, tableName, writing, first, events, apartMs } = task;
  const client = createClient(endpoint);
  const sink = createEventSink({ client, tableName, streamId: STREAM_ID, ...writing });
  let bytes = 0;
  for (let number = first; number < first + events; number += 1) {
    const data = recordedEvent(number);
    await sink.write({ data, receivedAtMs: START_MS + number * apartMs });
    bytes += data.length;
  }
  await sink.flush();
  client.destroy();
  return { records: sink.stats.stored, bytes };
}

/** stream-reader and event-sink: how long events are under way, and what DynamoDB says that they took. */
export async function carry(task: RecordedStream): Promise<Outcome> {
  const { sourceUrl, endpoint, tableName, writing, events } = task;
  const client = createClient(endpoint);
  const stopwatch = createStopwatch(events, { latencyMs: 0 });
  const sentAtMs = new Map<string, number>();
  const sink = createEventSink({
    ...{ client, tableName, streamId: STREAM_ID, ...writing, returnConsumedCapacity: true },
    onSettled({ key }) {
      stopwatch.durable(sentAtMs.get(key));
      sentAtMs.delete(key);
    },
  });
  let bytes = 0;
  for await (const frames of openStream({ url: sourceUrl, format: ndjson() }).batches()) {
    for (const { bytes: data } of frames) {
      sentAtMs.set(hash("sha1", data), versionOf(data));
      bytes += data.length;
      await sink.write({ data });
    }
  }
  await sink.flush();
  client.destroy();
  const writeUnits = (sink.stats.writeUnits / events) * EVENTS_OF_UNITS;
  return { records: sink.stats.stored, bytes, figures: { ...stopwatch.figures(), writeUnits } };
}
