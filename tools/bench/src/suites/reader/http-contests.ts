import type { Arena, Server } from "../../arena.ts";
import type { Comparison, Contest, Goal } from "../../contest.ts";
import type { WireFormat } from "../../data/records.ts";
import { throughput } from "../../measurement.ts";
import { blocksOf, blocksUrl, entrant, KILOBYTE_RECORDS, volumeOf } from "./volume.ts";

interface Reader {
  readonly name: string;
  readonly delivers: "bytes" | "text" | "chunks";
  /** Module and export. */
  readonly of: readonly [file: string, run: string];
}

const NDJSON_READERS: readonly Reader[] = [
  { name: "ndjson() batches", delivers: "bytes", of: ["stream-reader", "ndjsonBatches"] },
  { name: "ndjson() batches, text", delivers: "text", of: ["stream-reader", "ndjsonText"] },
  { name: "ndjson() frames", delivers: "bytes", of: ["stream-reader", "ndjsonFrames"] },
  { name: "lines() batches", delivers: "bytes", of: ["stream-reader", "linesBatches"] },
  { name: "undici raw", delivers: "chunks", of: ["undici-peers", "raw"] },
  { name: "undici raw, for await", delivers: "chunks", of: ["undici-peers", "rawIterated"] },
  { name: "fetch + TextDecoderStream", delivers: "text", of: ["fetch-peer", "fetchText"] },
  { name: "undici + split2", delivers: "text", of: ["undici-peers", "piped"] },
  { name: "undici + indexOf by hand", delivers: "bytes", of: ["undici-peers", "byHand"] },
];

const SSE_READERS: readonly Reader[] = [
  { name: "sse() batches", delivers: "text", of: ["stream-reader", "sseBatches"] },
  { name: "sse() frames", delivers: "text", of: ["stream-reader", "sseFrames"] },
  { name: "undici raw", delivers: "chunks", of: ["undici-peers", "raw"] },
  { name: "eventsource", delivers: "text", of: ["sse-peers", "eventsource"] },
  { name: "undici EventSource", delivers: "text", of: ["undici-peers", "eventSource"] },
  { name: "eventsource-parser by hand", delivers: "text", of: ["sse-peers", "parserByHand"] },
];

const SOCKET_READERS: readonly Reader[] = [
  { name: "messages() batches", delivers: "bytes", of: ["stream-reader", "messageBatches"] },
  { name: "messages() batches, text", delivers: "text", of: ["stream-reader", "messageText"] },
  { name: "messages() frames", delivers: "bytes", of: ["stream-reader", "messageFrames"] },
  { name: "ws", delivers: "bytes", of: ["socket-peers", "ws"] },
  { name: "ws, text", delivers: "text", of: ["socket-peers", "wsText"] },
  { name: "undici WebSocket", delivers: "text", of: ["socket-peers", "undiciWebSocket"] },
];

type Pairing = readonly [name: string, ours: string, peer: string, goal?: number];

const NDJSON_PAIRINGS: readonly Pairing[] = [
  ["NDJSON, batches", "ndjson() batches", "undici raw", 0.9],
  ["NDJSON, batches", "ndjson() batches", "fetch + TextDecoderStream", 3],
  ["NDJSON, batches as text", "ndjson() batches, text", "fetch + TextDecoderStream"],
  ["NDJSON, batches as text", "ndjson() batches, text", "undici + split2"],
  ["NDJSON, batches", "ndjson() batches", "undici + split2"],
  ["NDJSON, batches", "ndjson() batches", "undici + indexOf by hand"],
  ["NDJSON, frame by frame", "ndjson() frames", "undici raw", 0.7],
  ["NDJSON, frame by frame", "ndjson() frames", "undici raw, for await"],
  ["lines, batches", "lines() batches", "undici raw"],
];

const SSE_PAIRINGS: readonly Pairing[] = [
  ["SSE, batches", "sse() batches", "undici raw", 0.75],
  ["SSE, batches", "sse() batches", "eventsource", 2.3],
  ["SSE, batches", "sse() batches", "undici EventSource", 5],
  ["SSE, batches", "sse() batches", "eventsource-parser by hand"],
  ["SSE, event by event", "sse() frames", "undici raw"],
];

const SOCKET_PAIRINGS: readonly Pairing[] = [
  ["WebSocket, batches", "messages() batches", "ws", 0.9],
  ["WebSocket, batches as text", "messages() batches, text", "undici WebSocket", 0.9],
  ["WebSocket, batches as text", "messages() batches, text", "ws, text"],
  ["WebSocket, message by message", "messages() frames", "ws"],
];

/** NDJSON over HTTP, from a server that is as fast as it can be. */
export function ndjsonContest(arena: Arena, source: Server): Contest {
  return httpContest(arena, source, { format: "ndjson", readers: NDJSON_READERS, pairings: NDJSON_PAIRINGS });
}

/** Server-Sent Events over HTTP, likewise. */
export function sseContest(arena: Arena, source: Server): Contest {
  return httpContest(arena, source, { format: "sse", readers: SSE_READERS, pairings: SSE_PAIRINGS });
}

/** Messages of JSON over a WebSocket, likewise, not compressed. */
export function socketContest(arena: Arena, source: Server): Contest {
  const [readers, pairings] = [SOCKET_READERS, SOCKET_PAIRINGS];
  return httpContest(arena, source, { name: "websocket", format: "messages", readers, pairings });
}

function httpContest(
  arena: Arena,
  { url }: Server,
  {
    format,
    name: contest = format,
    readers,
    pairings,
  }: { name?: string; format: WireFormat; readers: readonly Reader[]; pairings: readonly Pairing[] },
): Contest {
  const block = { format, ...KILOBYTE_RECORDS };
  const blocks = blocksOf(arena);
  const volume = volumeOf(block, blocks.task);
  return {
    name: contest,
    entrants: readers.map(({ name, delivers, of: [file, run] }) =>
      entrant(arena, {
        name,
        delivers,
        expected: delivers === "chunks" ? volume.raw : volume.framed,
        job: {
          file: `reader/${file}`,
          run,
          warmUp: { url: blocksUrl(url, block, blocks.warmUp) },
          task: { url: blocksUrl(url, block, blocks.task) },
        },
      }),
    ),
    comparisons: comparisonsOf(pairings, volume.bodyBytes),
  };
}

/** Comparisons by throughput. */
export function comparisonsOf(pairings: readonly Pairing[], bodyBytes: number): Comparison[] {
  return pairings.map(([name, ours, peer, goal]) => ({
    name,
    ours,
    peer,
    metric: throughput(bodyBytes),
    cpuPer: { megabytesOf: bodyBytes },
    ...goalOf(goal),
  }));
}

function goalOf(value: number | undefined): { goal?: Goal } {
  return value === undefined ? {} : { goal: { on: "ratio", value } };
}
