import { type FrameFormat, lines, messages, ndjson, openStream, sse } from "@unbounded-streams/stream-reader";
import type { Outcome } from "../../measurement.ts";
import { type FramingTask, feed } from "./framing-task.ts";
import type { ReadTask } from "./read-task.ts";

/** NDJSON in batches, as bytes. */
export async function ndjsonBatches({ url }: ReadTask): Promise<Outcome> {
  return batchesOf(url, ndjson(), "bytes");
}

/** NDJSON in batches, as text. */
export async function ndjsonText({ url }: ReadTask): Promise<Outcome> {
  return batchesOf(url, ndjson(), "text");
}

/** Lines in batches, as bytes: no line has to be JSON. */
export async function linesBatches({ url }: ReadTask): Promise<Outcome> {
  return batchesOf(url, lines(), "bytes");
}

/** NDJSON frame by frame, as bytes. */
export async function ndjsonFrames({ url }: ReadTask): Promise<Outcome> {
  const outcome = { records: 0, bytes: 0 };
  for await (const frame of openStream({ url, format: ndjson() })) {
    outcome.records += 1;
    outcome.bytes += frame.bytes.length;
  }
  return outcome;
}

/** SSE in batches, as text. */
export async function sseBatches({ url }: ReadTask): Promise<Outcome> {
  return batchesOf(url, sse(), "text");
}

/** SSE event by event, as text. */
export async function sseFrames({ url }: ReadTask): Promise<Outcome> {
  const outcome = { records: 0, bytes: 0 };
  for await (const frame of openStream({ url, format: sse() })) {
    outcome.records += 1;
    outcome.bytes += frame.text.length;
  }
  return outcome;
}

/** Messages of a WebSocket in batches, as bytes. */
export async function messageBatches({ url }: ReadTask): Promise<Outcome> {
  return batchesOf(url, messages(), "bytes");
}

/** Messages of a WebSocket in batches, as text. */
export async function messageText({ url }: ReadTask): Promise<Outcome> {
  return batchesOf(url, messages(), "text");
}

/** Messages of a WebSocket one by one, as bytes. */
export async function messageFrames({ url }: ReadTask): Promise<Outcome> {
  const outcome = { records: 0, bytes: 0 };
  for await (const frame of openStream({ url, format: messages() })) {
    outcome.records += 1;
    outcome.bytes += frame.bytes.length;
  }
  return outcome;
}

async function batchesOf(url: string, format: FrameFormat, delivered: "bytes" | "text"): Promise<Outcome> {
  const outcome = { records: 0, bytes: 0 };
  for await (const frames of openStream({ url, format }).batches()) {
    outcome.records += frames.length;
    for (const frame of frames) outcome.bytes += frame[delivered].length;
  }
  return outcome;
}

/** Lines of a chunk that is in memory, as bytes. */
export async function framingBytes(task: FramingTask): Promise<Outcome> {
  return framing(task, "bytes");
}

/** Lines of a chunk that is in memory, as text. */
export async function framingText(task: FramingTask): Promise<Outcome> {
  return framing(task, "text");
}

async function framing(task: FramingTask, delivered: "bytes" | "text"): Promise<Outcome> {
  const decoder = lines().decoder();
  const outcome = { records: 0, bytes: 0 };
  await feed(task, (chunk) => {
    for (const frame of decoder.decode(chunk)) {
      outcome.records += 1;
      outcome.bytes += frame[delivered].length;
    }
    return undefined;
  });
  return outcome;
}
