import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { ndjson, openStream, sse } from "@unbounded-streams/stream-reader";
import { EventSource } from "eventsource";
import { Agent, request } from "undici";
import type { Outcome } from "../../measurement.ts";
import { createIndexOfSplitter } from "./index-of-splitter.ts";

/** Connections to open, each of which says one thing and then nothing. */
export interface QuietTask {
  readonly url: string;
  readonly connections: number;
}

/** What is left over when one connection has been opened, has delivered its record and waits. */
interface Waiting {
  readonly bytes: number;
  /** What a program would hold on to. */
  readonly held: unknown;
}

/** stream-reader, NDJSON. */
export function ndjsonStream(task: QuietTask): Promise<Outcome> {
  return hold(task, async (url) => {
    const frames = openStream({ url, format: ndjson() })[Symbol.asyncIterator]();
    const { value } = await frames.next();
    return { bytes: value !== undefined && "bytes" in value ? value.bytes.length : 0, held: frames.next() };
  });
}

/** stream-reader, SSE. */
export function sseStream(task: QuietTask): Promise<Outcome> {
  return hold(task, async (url) => {
    const frames = openStream({ url, format: sse() })[Symbol.asyncIterator]();
    const { value } = await frames.next();
    return { bytes: value !== undefined && "text" in value ? value.text.length : 0, held: frames.next() };
  });
}

/** undici with a splitter by hand; an agent per connection, as each stream-reader has one. */
export function byHand(task: QuietTask): Promise<Outcome> {
  return hold(task, async (url) => {
    const dispatcher = new Agent({ connections: 1 });
    const { body } = await request(url, { bodyTimeout: 0, dispatcher });
    const { promise, resolve } = Promise.withResolvers<number>();
    const split = createIndexOfSplitter(({ length }) => resolve(length));
    const reading = (async () => {
      for await (const chunk of body) split(chunk as Buffer);
    })();
    return { bytes: await promise, held: reading };
  });
}

/** The `eventsource` package. */
export function eventsource(task: QuietTask): Promise<Outcome> {
  return hold(task, async (url) => {
    const source = new EventSource(url);
    const [{ data }] = (await once(source, "message")) as [{ data: string }];
    return { bytes: data.length, held: source };
  });
}

const WAVE = 50;

/** Opens the connections in waves. Its figures: memory per connection after a collection, in KB. */
async function hold(
  { url, connections }: QuietTask,
  open: (url: string) => Promise<Waiting>,
): Promise<Outcome> {
  const waiting = [await open(url)];
  const before = await settledMemory();
  while (waiting.length <= connections) {
    const wave = Math.min(WAVE, connections + 1 - waiting.length);
    waiting.push(...(await Promise.all(Array.from({ length: wave }, () => open(url)))));
  }
  const after = await settledMemory();
  const perConnection = (kind: "heapUsed" | "external" | "rss") =>
    (after[kind] - before[kind]) / connections / 1000;
  return {
    records: waiting.length,
    bytes: waiting.reduce((sum, { bytes }) => sum + bytes, 0),
    figures: {
      heapKb: perConnection("heapUsed"),
      externalKb: perConnection("external"),
      rssKb: perConnection("rss"),
    },
  };
}

/** Finalizers free memory only when the event loop has turned: collected twice. */
async function settledMemory(): Promise<NodeJS.MemoryUsage> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await setImmediate();
  }
  return process.memoryUsage();
}
