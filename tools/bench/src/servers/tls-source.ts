import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { selfSignedCertificate } from "@unbounded-streams/testing";
import { eventText } from "../data/events.ts";
import type { FleetPace, SourceQuestion, SourceStream } from "../data/fleet-wire.ts";

/**
 * Live NDJSON streams over TLS, `/streams/{streamId}`: what a stream sends goes to all who are connected to it then, and to
 * nobody else. A stream begins with its first connection.
 */
const TICK_MS = 1;
const HEAD = { "content-type": "application/x-ndjson" };

interface Stream {
  readonly open: Set<ServerResponse>;
  made: number;
  missed: number;
  /** At the present pace. */
  sent: number;
  overlaps: number;
  doublyOpenMs: number;
  doublySinceMs: number | undefined;
}

process.once("disconnect", () => process.exit());
process.on("message", ({ question }: { question: string }) => {
  process.send?.(answer(JSON.parse(question) as SourceQuestion));
});

const streams = new Map<string, Stream>();
let pace: FleetPace = { rate: 0, burst: 1 };
let paceSinceMs = nowMs();
const { key, cert } = selfSignedCertificate();
const server = createServer({ key, cert }, ({ url = "/" }, response) => {
  connect(decodeURIComponent(url.slice(url.lastIndexOf("/") + 1)), response);
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
setInterval(sendWhatIsDue, TICK_MS);

function answer(question: SourceQuestion): object {
  if (question.kind === "streams") return [...streams].map(([streamId, stream]) => told(streamId, stream));
  if (question.kind === "certificate") return { cert };
  if (question.kind === "reset") streams.clear();
  else setPace(question.pace);
  return {};
}

function setPace(next: FleetPace): void {
  pace = next;
  paceSinceMs = nowMs();
  for (const stream of streams.values()) stream.sent = 0;
}

function told(streamId: string, { open, made, missed, overlaps, ...stream }: Stream): SourceStream {
  const sinceMs = stream.doublySinceMs;
  const doublyOpenMs = stream.doublyOpenMs + (sinceMs === undefined ? 0 : nowMs() - sinceMs);
  return { streamId, open: open.size, made, missed, overlaps, doublyOpenMs };
}

function connect(streamId: string, response: ServerResponse): void {
  const stream = streams.get(streamId) ?? newStream();
  streams.set(streamId, stream);
  response.writeHead(200, HEAD).flushHeaders();
  response.socket?.setNoDelay(true);
  stream.open.add(response);
  noteOpen(stream);
  response.on("close", () => {
    stream.open.delete(response);
    noteOpen(stream);
  });
}

function newStream(): Stream {
  return {
    ...{ open: new Set<ServerResponse>(), made: 0, missed: 0, sent: 0 },
    ...{ overlaps: 0, doublyOpenMs: 0, doublySinceMs: undefined },
  };
}

function noteOpen(stream: Stream): void {
  const isDouble = stream.open.size > 1;
  if (isDouble && stream.doublySinceMs === undefined) {
    stream.overlaps += 1;
    stream.doublySinceMs = nowMs();
  }
  if (isDouble || stream.doublySinceMs === undefined) return;
  stream.doublyOpenMs += nowMs() - stream.doublySinceMs;
  stream.doublySinceMs = undefined;
}

/** Streams send by turns, so that their bursts do not come together. */
function sendWhatIsDue(): void {
  const seconds = (nowMs() - paceSinceMs) / 1_000;
  let place = 0;
  for (const [streamId, stream] of streams) {
    const isLoud = streamId === pace.loud?.streamId;
    const rate = isLoud ? (pace.loud?.rate ?? 0) : pace.rate;
    const burst = isLoud ? 1 : pace.burst;
    const due = Math.floor((seconds * rate) / burst + place / streams.size) * burst;
    if (due > stream.sent) send(stream, due - stream.sent);
    place += 1;
  }
}

function send(stream: Stream, count: number): void {
  const now = nowMs();
  let text = "";
  for (let event = 0; event < count; event += 1) text += `${eventText(stream.made + event, now)}\n`;
  stream.made += count;
  stream.sent += count;
  if (stream.open.size === 0) stream.missed += count;
  for (const response of stream.open) response.write(text);
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
