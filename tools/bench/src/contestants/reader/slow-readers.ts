import { ndjson, openStream } from "@unbounded-streams/stream-reader";
import split2 from "split2";
import { request } from "undici";
import type { Outcome } from "../../measurement.ts";
import { createSlowConsumer, type SlowReadTask } from "./slow-consumer.ts";

/** Length of a line end. */
const LF_BYTES = 1;

/** stream-reader, in batches. */
export async function streamReader(task: SlowReadTask): Promise<Outcome> {
  const consumer = createSlowConsumer(task);
  for await (const frames of openStream({ url: task.url, format: ndjson() }).batches()) {
    let bytes = 0;
    for (const frame of frames) bytes += frame.bytes.length;
    const rest = consumer.take({
      records: frames.length,
      bytes,
      bodyBytes: bytes + frames.length * LF_BYTES,
    });
    if (rest !== undefined) await rest;
  }
  return consumer.outcome();
}

/** undici, raw. */
export async function raw(task: SlowReadTask): Promise<Outcome> {
  const consumer = createSlowConsumer(task);
  const { body } = await request(task.url, { bodyTimeout: 0 });
  for await (const chunk of body) {
    const { length } = chunk as Buffer;
    const rest = consumer.take({ records: 0, bytes: length, bodyBytes: length });
    if (rest !== undefined) await rest;
  }
  return consumer.outcome();
}

/** undici piped through split2, line by line. */
export async function piped(task: SlowReadTask): Promise<Outcome> {
  const consumer = createSlowConsumer(task);
  const { body } = await request(task.url, { bodyTimeout: 0 });
  for await (const line of body.pipe(split2())) {
    const { length } = line as string;
    const rest = consumer.take({ records: 1, bytes: length, bodyBytes: length + LF_BYTES });
    if (rest !== undefined) await rest;
  }
  return consumer.outcome();
}

/** Node's fetch and `TextDecoderStream`, chunk by chunk. */
export async function fetchText(task: SlowReadTask): Promise<Outcome> {
  const consumer = createSlowConsumer(task);
  const { body } = await fetch(task.url);
  for await (const { length } of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const rest = consumer.take({ records: 0, bytes: length, bodyBytes: length });
    if (rest !== undefined) await rest;
  }
  return consumer.outcome();
}
