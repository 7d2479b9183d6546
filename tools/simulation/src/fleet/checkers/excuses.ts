import { merged, type Span } from "../../checkers/spans.ts";
import type { FaultRecord } from "../../history.ts";
import type { FleetHistory, SeatRecord } from "../fleet-history.ts";

/**
 * How long a carrier whose invocation has come back may take to have its streams again, beyond the invocation itself: the
 * index shows them up to 3 s late, it looks every 2 s, and takes five at a time, each for 2 s at most.
 */
const RETAKE_MS = 12_000;

/** The faults that can be the reason when a stream has no connection: its own, its carriers' and those of all. */
export function excusesOf(history: FleetHistory, streamId: string): Span[] {
  const { streams, carriers, ground } = history;
  const ofCarriers = carriersOf(history, streamId)
    .flatMap((carrier) => carriers.get(carrier)?.faults ?? [])
    .filter((fault) => concerns(history, streamId, fault));
  return merged([...(streams.get(streamId)?.faults ?? []), ...longer(ofCarriers), ...longer(ground.faults)]);
}

/** The faults that can be the reason when a stream waits: those of any carrier, which may be the one that should have come. */
export function waitExcusesOf(history: FleetHistory, streamId: string): Span[] {
  const all = [...history.carriers.values()].flatMap(({ faults }) => faults);
  return merged([...excusesOf(history, streamId), ...longer(all)]);
}

/** The carriers that have held a stream. */
export function carriersOf({ seats }: FleetHistory, streamId: string): string[] {
  return [...new Set(seats.filter((seat) => seat.streamId === streamId).map(({ carrier }) => carrier))];
}

/** What befalls an invocation, and not the branch that waits for its answer. */
const OF_SEATS = new Set(["kill", "timeout", "freeze"]);

/** That is nothing to a stream that has a seat on a later invocation, or on another carrier, by then. */
function concerns(
  { ground, seats, streams }: FleetHistory,
  streamId: string,
  { kind, who, fromMs }: FaultRecord,
): boolean {
  if (!OF_SEATS.has(kind)) return true;
  const order = ground.invocations.findIndex(({ id }) => id === who);
  const carrier = seats.find(({ invocation }) => invocation === who)?.carrier;
  if (order === -1) return true;
  const isLive = (seat: SeatRecord) =>
    seat.streamId === streamId &&
    seat.fromMs <= fromMs &&
    (seat.untilMs ?? Number.POSITIVE_INFINITY) > fromMs;
  // What stands still keeps its connection, which may be the only one that a source allows.
  if (kind === "freeze" && seats.some((seat) => seat.invocation === who && isLive(seat))) return true;
  const claims = streams.get(streamId)?.claims ?? [];
  return !seats.some(
    (seat) =>
      isLive(seat) &&
      claims.some(({ invocation, atMs }) => invocation === seat.id && atMs <= fromMs) &&
      seat.invocation !== who &&
      (seat.carrier !== carrier || ground.invocations.findIndex(({ id }) => id === seat.invocation) > order),
  );
}

/** A request that has to be made again delays what is under way, but takes nothing away. */
function longer(faults: readonly FaultRecord[]): Span[] {
  return faults.map(({ kind, fromMs, untilMs }) => ({
    fromMs,
    untilMs: kind.startsWith("table ") ? untilMs : untilMs + RETAKE_MS,
  }));
}
