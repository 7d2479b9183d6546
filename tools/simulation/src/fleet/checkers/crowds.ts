import type { Span } from "../../checkers/spans.ts";
import type { FleetHistory } from "../fleet-history.ts";
import { lifeOf } from "./lives.ts";

/** How long it may take, once there is room again, until a stream has it, in milliseconds. */
const ROOM_MS = 20_000;

/** Between two looks of a carrier at its load, in milliseconds, and a little more. */
const LOAD_LOOK_MS = 5_000;

/** The times in which the fleet may not carry as many streams as run: it has too few seats, or too few carriers that could take one. */
export function crowdedTimes(history: FleetHistory): Span[] {
  const moments = [
    ...[...history.streams.values()].flatMap((stream) => lifeOf(stream)?.fromMs ?? []),
    ...[...history.streams.values()].flatMap((stream) => lifeOf(stream)?.untilMs ?? []),
    ...history.loaded.map(({ atMs }) => atMs),
    history.ground.endMs,
  ].toSorted((one, other) => one - other);
  return moments.flatMap((fromMs, index): Span[] =>
    isCrowded(history, fromMs) ? [{ fromMs, untilMs: (moments[index + 1] ?? fromMs) + ROOM_MS }] : [],
  );
}

function isCrowded({ plan, streams, seats, loaded }: FleetHistory, atMs: number): boolean {
  const { capacity, maxCarriers } = plan.carriers;
  const running = [...streams.values()].filter((stream) => {
    const life = lifeOf(stream);
    return life !== undefined && life.fromMs <= atMs && life.untilMs > atMs;
  });
  const isRecent = (moment: { atMs: number }) => moment.atMs <= atMs && moment.atMs > atMs - LOAD_LOOK_MS;
  const full = new Set(loaded.filter(isRecent).map(({ carrier }) => carrier));
  const onFull = seats.filter(
    ({ carrier, fromMs, untilMs = Number.POSITIVE_INFINITY }) =>
      full.has(carrier) && fromMs <= atMs && untilMs > atMs,
  );
  const elsewhere = running.length - new Set(onFull.map(({ streamId }) => streamId)).size;
  return elsewhere > (maxCarriers - full.size) * capacity;
}
