import { createEventSink } from "@unbounded-streams/event-sink";
import type { Outcome } from "../../measurement.ts";
import { createClient, eventsOf, STREAM_ID, type WriteTask } from "./write-task.ts";

/** event-sink with its default settings, but for one conditional put per event. */
export function put(task: WriteTask): Promise<Outcome> {
  return write(task, "put");
}

/** event-sink in batches, otherwise with its default settings. */
export function batch(task: WriteTask): Promise<Outcome> {
  return write(task, "batch");
}

async function write(task: WriteTask, mode: "put" | "batch"): Promise<Outcome> {
  const client = createClient(task.endpoint);
  const { tableName, requests } = task;
  const sink = createEventSink({ client, tableName, streamId: STREAM_ID, mode, maxRequests: requests });
  let bytes = 0;
  for (const data of eventsOf(task)) {
    await sink.write({ data });
    bytes += data.length;
  }
  await sink.flush();
  client.destroy();
  return { records: sink.stats.stored, bytes };
}
