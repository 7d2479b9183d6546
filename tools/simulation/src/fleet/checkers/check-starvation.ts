import { longestMs, without } from "../../checkers/spans.ts";
import type { Violation } from "../../checkers/violation.ts";
import type { History } from "../../history.ts";
import { eventIndexOf } from "../../world/source-format.ts";
import type { FleetHistory } from "../fleet-history.ts";
import { excusesOf } from "./excuses.ts";
import { fleetViolation } from "./fleet-violation.ts";

/** The longest that an event may be on its way from its invocation to the table, in milliseconds. */
const LONGEST_STORING_MS = 2_000;

/**
 * An event that has reached an invocation is stored soon, whatever other streams of the same carrier send: but for the time
 * in which a fault of its own stream, of its carrier or of the table can be the reason.
 */
export function checkStarvation(history: FleetHistory): Violation[] {
  return [...history.streams].flatMap(([streamId, stream]) => {
    const excuses = [...excusesOf(history, streamId), ...stream.writeFaults];
    return storingTimes(stream).flatMap(({ index, fromMs, untilMs }) => {
      if (untilMs - fromMs <= LONGEST_STORING_MS) return [];
      if (longestMs(without({ fromMs, untilMs }, excuses)) <= LONGEST_STORING_MS) return [];
      const what = `${streamId}: event ${index} was on its way to the table for ${untilMs - fromMs} ms`;
      return [fleetViolation(history, "starved", fromMs, what)];
    });
  });
}

function storingTimes({ arrivals, stored }: History) {
  return [...stored.values()].flatMap(({ atMs, data }) => {
    const index = eventIndexOf(data);
    const fromMs = index === undefined ? undefined : arrivals.get(index);
    return index === undefined || fromMs === undefined ? [] : [{ index, fromMs, untilMs: atMs }];
  });
}
