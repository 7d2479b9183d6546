import { longestMs, type Span, without } from "../../checkers/spans.ts";
import type { Violation } from "../../checkers/violation.ts";
import type { FleetHistory } from "../fleet-history.ts";
import { crowdedTimes } from "./crowds.ts";
import { waitExcusesOf } from "./excuses.ts";
import { fleetViolation } from "./fleet-violation.ts";
import { lifeOf } from "./lives.ts";

/**
 * The longest that a stream may be without a seat when nothing is wrong, in milliseconds. A stream that is begun while no
 * carrier runs waits for the admission to look twice, for a cold start and for the index; one that finds all carriers full
 * waits for one of them to see that, for the start of another and for the index.
 */
const LONGEST_WAIT_MS = 15_000;

/**
 * From its begin to its end a stream has a seat at every moment, but for a while after its begin, and for the time in which
 * an injected fault can be the reason, or in which the fleet may not carry as many streams as run.
 */
export function checkWaits(history: FleetHistory): Violation[] {
  const crowded = crowdedTimes(history);
  return [...history.streams.keys()].flatMap((streamId) => {
    const excuses = [...waitExcusesOf(history, streamId), ...crowded];
    return waitsOf(history, streamId).flatMap((wait) => {
      const unexplained = without(wait, excuses);
      if (longestMs(unexplained) <= LONGEST_WAIT_MS) return [];
      const what = `${streamId}: no seat for ${wait.untilMs - wait.fromMs} ms and no fault`;
      return [fleetViolation(history, "waitUnexplained", wait.fromMs, what)];
    });
  });
}

/** The times in which a running stream had no seat. */
export function waitsOf({ streams, seats }: FleetHistory, streamId: string): Span[] {
  const stream = streams.get(streamId);
  const life = stream && lifeOf(stream);
  if (stream === undefined || life === undefined) return [];
  const held = stream.claims.map(({ invocation, atMs }): Span => {
    const seat = seats.find((each) => each.streamId === streamId && each.id === invocation);
    return { fromMs: atMs, untilMs: seat?.untilMs ?? stream.endMs };
  });
  return without(life, held);
}
