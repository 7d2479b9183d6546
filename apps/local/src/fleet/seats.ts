import type { Invocation } from "../lambda/invocation.ts";
import type { FleetStream } from "./streams.ts";

/** After these a stream waits for nobody. */
const FINAL_OUTCOMES = ["ended", "stopped", "refused"];

/** The connections of each stream, in the order of their start. */
export function connectionsByStream(
  connections: readonly Invocation[],
): ReadonlyMap<string, readonly Invocation[]> {
  return Map.groupBy(connections, ({ streamId }) => streamId);
}

/** The most streams that had a seat at a time. A stream that changes hands has one. */
export function mostSeats(connections: readonly Invocation[], endMs: number): number {
  const edges = [...connectionsByStream(connections).values()]
    .flatMap((ofStream) => withoutOverlap(ofStream, endMs))
    .flatMap(({ fromMs, toMs }) => [
      { atMs: fromMs, change: 1 },
      { atMs: toMs, change: -1 },
    ])
    .toSorted((a, b) => a.atMs - b.atMs || a.change - b.change);
  let seats = 0;
  let most = 0;
  for (const { change } of edges) {
    seats += change;
    most = Math.max(most, seats);
  }
  return most;
}

/** The longest that a stream was without a seat while it was to be read: until the first claim, and after each end but the last. */
export function longestWaitMs(
  streams: readonly Pick<FleetStream, "streamId" | "asked" | "status">[],
  connections: readonly Invocation[],
  endMs: number,
): number {
  const byStream = connectionsByStream(connections);
  return Math.max(
    0,
    ...streams.map((stream) => longestWaitOf(stream, byStream.get(stream.streamId) ?? [], endMs)),
  );
}

function longestWaitOf(
  { asked, status }: Pick<FleetStream, "asked" | "status">,
  connections: readonly Invocation[],
  endMs: number,
): number {
  let freeSinceMs: number | undefined = asked[0];
  let heldUntilMs = Number.NEGATIVE_INFINITY;
  let longestMs = 0;
  for (const connection of connections) {
    const { startedAtMs, outcome, endedAtMs = endMs } = connection;
    if (freeSinceMs !== undefined) longestMs = Math.max(longestMs, startedAtMs - freeSinceMs);
    heldUntilMs = Math.max(heldUntilMs, endedAtMs);
    freeSinceMs = FINAL_OUTCOMES.includes(outcome ?? "")
      ? asked.find((atMs) => atMs >= endedAtMs)
      : heldUntilMs;
  }
  const isLeftWaiting = freeSinceMs !== undefined && (status === undefined || status === "running");
  return isLeftWaiting ? Math.max(longestMs, endMs - (freeSinceMs ?? endMs)) : longestMs;
}

interface Span {
  readonly fromMs: number;
  toMs: number;
}

function withoutOverlap(connections: readonly Invocation[], endMs: number): Span[] {
  const spans: Span[] = [];
  for (const { startedAtMs, endedAtMs = endMs } of connections) {
    const last = spans.at(-1);
    if (last !== undefined && startedAtMs <= last.toMs) last.toMs = Math.max(last.toMs, endedAtMs);
    else spans.push({ fromMs: startedAtMs, toMs: endedAtMs });
  }
  return spans;
}
