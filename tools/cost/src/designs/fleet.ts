import { ASSUMPTIONS, CARRIER, SEAT } from "../assumptions.ts";
import type { BillSettings } from "../bill-settings.ts";
import { alarmMetricsOf, metricsOf } from "../monitoring.ts";
import {
  alarmsCost,
  lambdaCost,
  ledgerCost,
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
import { invocationsOf, writesPerConnection } from "../tenure.ts";

/** Functions of one fleet. */
export interface FleetSize {
  readonly memoryMb: number;
  readonly streamsPerFunction: number;
}

/** As many carriers as the streams fill; what watches them is there once. */
export function fleetCost(
  streams: number,
  { memoryMb, streamsPerFunction }: FleetSize,
  { lifetimeSeconds, ledger = true }: BillSettings,
): MonthlyCost {
  const carriers = Math.ceil(streams / streamsPerFunction);
  const turns = invocationsOf(lifetimeSeconds);
  const invocations = carriers * turns;
  return summed({
    compute: lambdaCost(memoryMb, carriers * MONTH_SECONDS + invocations * CARRIER.overlapSeconds),
    requests: requestsCost(invocations),
    transitions: transitionsCost(
      invocations * CARRIER.transitionsPerInvocation + streams * SEAT.transitionsPerStart,
    ),
    leaseWrites: writesCost(
      invocations * CARRIER.writesPerInvocation + streams * seatWrites(lifetimeSeconds),
    ),
    leaseReads: readsCost(
      carriers * carrierReadUnits(turns, { streams, carriers }) +
        streams * turns * SEAT.readUnitsPerConnection,
    ),
    ledger: ledger ? ledgerCost(streams * turns) : 0,
    metrics: metricsCost(metricsOf("fleet")),
    alarms: alarmsCost(alarmMetricsOf("fleet")),
    logs: logsCost(carriers * carrierLogBytes(turns) + streams * turns * SEAT.logBytesPerConnection),
  });
}

/** Of one stream. */
function seatWrites(lifetimeSeconds: number): number {
  const ofIndexes = SEAT.indexWritesPerStart + SEAT.movesPerMonth * SEAT.indexWritesPerMove;
  return invocationsOf(lifetimeSeconds) * writesPerConnection(lifetimeSeconds) + ofIndexes;
}

/** The seats and the streams that wait, in their indexes; those that are offered; the own lease, and those of others. */
function carrierReadUnits(
  invocations: number,
  { streams, carriers }: { readonly streams: number; readonly carriers: number },
): number {
  const { overlapSeconds, readUnitsPerLook, roundMs, offeredMs, lookMs, peersMs, peersAtOnce } = CARRIER;
  const pages = Math.ceil((Math.ceil(streams / carriers) * SEAT.indexBytes) / ASSUMPTIONS.readUnitBytes);
  const unitsPerMs =
    ((pages + 1) * readUnitsPerLook) / roundMs +
    readUnitsPerLook / offeredMs +
    1 / lookMs +
    Math.min(peersAtOnce, carriers) / peersMs;
  return (MONTH_SECONDS + invocations * overlapSeconds) * 1_000 * unitsPerMs;
}

function carrierLogBytes(invocations: number): number {
  return invocations * CARRIER.logBytesPerInvocation + MONTH_MINUTES * CARRIER.logBytesPerMinute;
}
