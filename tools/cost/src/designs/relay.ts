import { RELAY } from "../assumptions.ts";
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
import { invocationsOf, readUnitsPerConnection, writesPerConnection } from "../tenure.ts";

/** For each stream one function at a time, and for a moment at each handover two; what watches them is there once. */
export function relayCost(streams: number, { lifetimeSeconds, ledger = true }: BillSettings): MonthlyCost {
  const connections = streams * invocationsOf(lifetimeSeconds);
  const logBytes =
    connections * RELAY.logBytesPerConnection + streams * MONTH_MINUTES * RELAY.logBytesPerMinute;
  return summed({
    compute: lambdaCost(RELAY.memoryMb, streams * MONTH_SECONDS + connections * RELAY.overlapSeconds),
    requests: requestsCost(connections),
    transitions: transitionsCost(connections * RELAY.transitionsPerConnection),
    leaseWrites: writesCost(connections * writesPerConnection(lifetimeSeconds)),
    leaseReads: readsCost(connections * readUnitsPerConnection(lifetimeSeconds)),
    ledger: ledger ? ledgerCost(connections) : 0,
    metrics: metricsCost(metricsOf("relay")),
    alarms: alarmsCost(alarmMetricsOf("relay")),
    logs: logsCost(logBytes),
  });
}
