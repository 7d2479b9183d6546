import { RELAY } from "../assumptions.ts";
import { alarmMetricsOf, metricsOf } from "../monitoring.ts";
import {
  alarmsCost,
  INVOCATIONS,
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

/** For each stream one function at a time, and for a moment at each handover two; what watches them is there once. */
export function relayCost(streams: number): MonthlyCost {
  const connections = streams * INVOCATIONS;
  const logBytes =
    connections * RELAY.logBytesPerConnection + streams * MONTH_MINUTES * RELAY.logBytesPerMinute;
  return summed({
    compute: lambdaCost(RELAY.memoryMb, streams * MONTH_SECONDS + connections * RELAY.overlapSeconds),
    requests: requestsCost(connections),
    transitions: transitionsCost(connections * RELAY.transitionsPerConnection),
    leaseWrites: writesCost(connections * RELAY.writesPerConnection),
    leaseReads: readsCost(connections * RELAY.readUnitsPerConnection),
    ledger: ledgerCost(connections),
    metrics: metricsCost(metricsOf("relay")),
    alarms: alarmsCost(alarmMetricsOf("relay")),
    logs: logsCost(logBytes),
  });
}
