import { createEventSink } from "@unbounded-streams/event-sink";
import { ndjson, openStream } from "@unbounded-streams/stream-reader";
import { request } from "undici";
import { readEvent } from "../../data/events.ts";
import type { Outcome } from "../../measurement.ts";
import { createIndexOfSplitter } from "../reader/index-of-splitter.ts";
import { put as putEvent } from "./bare-sdk.ts";
import { createStopwatch } from "./stopwatch.ts";
import { createClient, STREAM_ID } from "./write-task.ts";

/** A stream to carry into a table. */
export interface CarryTask {
  readonly sourceUrl: string;
  readonly endpoint: string;
  readonly tableName: string;
  /** That the stream will have. */
  readonly events: number;
  readonly requests: number;
}

/** stream-reader and event-sink, one conditional put per event. */
export function put(task: CarryTask): Promise<Outcome> {
  return carry(task, "put");
}

/** stream-reader and event-sink, in batches. */
export function batch(task: CarryTask): Promise<Outcome> {
  return carry(task, "batch");
}

async function carry(task: CarryTask, mode: "put" | "batch"): Promise<Outcome> {
  const { sourceUrl, endpoint, tableName, events, requests } = task;
  const client = createClient(endpoint);
  const stopwatch = createStopwatch(events);
  const sentAtMs = new Map<string, number>();
  const sink = createEventSink({
    ...{ client, tableName, streamId: STREAM_ID, mode, maxRequests: requests, key: "id" },
    onSettled({ key }) {
      stopwatch.durable(sentAtMs.get(key));
      sentAtMs.delete(key);
    },
  });
  let bytes = 0;
  for await (const frames of openStream({ url: sourceUrl, format: ndjson() }).batches()) {
    for (const { bytes: data } of frames) {
      const event = readEvent(data);
      sentAtMs.set(event.id, event.sentAtMs);
      bytes += data.length;
      await sink.write({ data, id: event.id });
    }
  }
  await sink.flush();
  client.destroy();
  return { records: sink.stats.stored, bytes, figures: stopwatch.figures() };
}

/** undici, a splitter by hand and conditional puts of the bare SDK, as many at once; a full house pauses the socket. */
export async function byHand(task: CarryTask): Promise<Outcome> {
  const client = createClient(task.endpoint);
  const stopwatch = createStopwatch(task.events);
  const open = new Set<Promise<void>>();
  const outcome = { records: 0, bytes: 0 };
  let lines: Buffer[] = [];
  const split = createIndexOfSplitter((line) => lines.push(line));
  const write = async (line: Buffer) => {
    await putEvent(client, task.tableName, line);
    stopwatch.durable(readEvent(line).sentAtMs);
    outcome.records += 1;
    outcome.bytes += line.length;
  };
  const { body } = await request(task.sourceUrl, { bodyTimeout: 0 });
  for await (const chunk of body) {
    split(chunk as Buffer);
    for (const line of lines) {
      while (open.size >= task.requests) await Promise.race(open);
      const writing = write(line).finally(() => open.delete(writing));
      open.add(writing);
    }
    lines = [];
  }
  await Promise.all(open);
  client.destroy();
  return { ...outcome, figures: stopwatch.figures() };
}
