import type { Violation } from "../../checkers/violation.ts";
import type { FleetHistory, SeatRecord } from "../fleet-history.ts";
import { fleetViolation } from "./fleet-violation.ts";

/** No invocation ever has more seats than a carrier may have. */
export function checkCapacity(history: FleetHistory): Violation[] {
  const { capacity } = history.plan.carriers;
  return [...bySeat(history.seats)].flatMap(([invocation, seats]) => {
    const { most, atMs } = mostSeats(seats);
    if (most <= capacity) return [];
    const what = `${invocation} had ${most} seats, of ${capacity} that a carrier may have`;
    return [fleetViolation(history, "capacityExceeded", atMs, what)];
  });
}

function bySeat(seats: readonly SeatRecord[]): Map<string, SeatRecord[]> {
  return Map.groupBy(seats, ({ invocation }) => invocation);
}

/** The most seats at a time; one that goes at the moment at which another comes is not counted with it. */
function mostSeats(seats: readonly SeatRecord[]): { most: number; atMs: number } {
  const counts = seats.map(({ fromMs }) => ({
    atMs: fromMs,
    most: seats.filter((seat) => seat.fromMs <= fromMs && (seat.untilMs ?? Number.POSITIVE_INFINITY) > fromMs)
      .length,
  }));
  return counts.reduce((top, count) => (count.most > top.most ? count : top), { most: 0, atMs: 0 });
}
