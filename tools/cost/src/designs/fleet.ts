import {
  DEFAULT_ROUND_MS,
  LOOK_MS,
  OFFERED_MS,
  PEERS_AT_ONCE,
  PEERS_MS,
} from "@unbounded-streams/stream-fleet";
import { CARRIER, SEAT } from "../assumptions.ts";
import { alarmMetricsOf, metricsOf } from "../monitoring.ts";
import {
  alarmsCost,
  INVOCATIONS,
  lambdaCost,
  logsCost,
  MONTH_MINUTES,
  MONTH_SECONDS,
  type MonthlyCost,
  metricsCost,
  readsCost,
  requestsCost,
  summed,
  transitionsCost,
  writesCost,
} from "../pricing.ts";

/** Functions of one fleet. */
export interface FleetSize {
  readonly memoryMb: number;
  readonly streamsPerFunction: number;
}

/** As many carriers as the streams fill; what watches them is there once. */
export function fleetCost(streams: number, { memoryMb, streamsPerFunction }: FleetSize): MonthlyCost {
  const carriers = Math.ceil(streams / streamsPerFunction);
  const invocations = carriers * INVOCATIONS;
  return summed({
    compute: lambdaCost(memoryMb, carriers * MONTH_SECONDS + invocations * CARRIER.overlapSeconds),
    requests: requestsCost(invocations),
    transitions: transitionsCost(
      invocations * CARRIER.transitionsPerInvocation + streams * SEAT.transitionsPerStart,
    ),
    leaseWrites: writesCost(invocations * CARRIER.writesPerInvocation + seatWrites(streams)),
    leaseReads: readsCost(carrierReadUnits(carriers) + streams * INVOCATIONS * SEAT.readUnitsPerConnection),
    metrics: metricsCost(metricsOf("fleet")),
    alarms: alarmsCost(alarmMetricsOf("fleet")),
    logs: logsCost(logBytes(streams, carriers)),
  });
}

function seatWrites(streams: number): number {
  const ofIndexes = SEAT.indexWritesPerStart + SEAT.movesPerMonth * SEAT.indexWritesPerMove;
  return streams * (INVOCATIONS * SEAT.writesPerConnection + ofIndexes);
}

/** The seats and the streams that wait, in their indexes; those that are offered; the own lease, and those of others. */
function carrierReadUnits(carriers: number): number {
  const { overlapSeconds, readUnitsPerLook } = CARRIER;
  const unitsPerMs =
    (2 * readUnitsPerLook) / DEFAULT_ROUND_MS +
    readUnitsPerLook / OFFERED_MS +
    1 / LOOK_MS +
    PEERS_AT_ONCE / PEERS_MS;
  return carriers * (MONTH_SECONDS + INVOCATIONS * overlapSeconds) * 1_000 * unitsPerMs;
}

function logBytes(streams: number, carriers: number): number {
  const ofCarrier = INVOCATIONS * CARRIER.logBytesPerInvocation + MONTH_MINUTES * CARRIER.logBytesPerMinute;
  return carriers * ofCarrier + streams * INVOCATIONS * SEAT.logBytesPerConnection;
}
