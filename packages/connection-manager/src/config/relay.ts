import type { ConnectionMode } from "../lease/lease-options.ts";
import { type Environment, oneOf, optional, tableOf, wholeNumber } from "./variables/environment.ts";
import { refuse } from "./variables/problems.ts";

/** How connections hand the stream over. Durations in milliseconds. */
export interface RelayConfig {
  /** The DynamoDB table of leases. */
  readonly streamsTable: string;
  readonly lifetimeMs: number;
  readonly handoverLeadMs: number;
  readonly connectionMode: ConnectionMode;
  readonly maxReconnectDelayMs: number;
}

const DEFAULT_LIFETIME_MS = 900_000;
const DEFAULT_HANDOVER_LEAD_MS = 30_000;
const DEFAULT_MAX_RECONNECT_DELAY_MS = 15_000;

export function relayConfig(environment: Environment, problems: string[]): RelayConfig | undefined {
  if (optional(environment, "STREAMS_TABLE") === undefined) return undefined;
  const streamsTable = tableOf(
    environment,
    "STREAMS_TABLE",
    "the name of the DynamoDB table for leases",
    problems,
  );
  const lifetimeMs = wholeNumber(environment, "LIFETIME_MS", { least: 1 }, problems) ?? DEFAULT_LIFETIME_MS;
  const handoverLeadMs =
    wholeNumber(environment, "HANDOVER_LEAD_MS", { least: 1 }, problems) ?? DEFAULT_HANDOVER_LEAD_MS;
  if (handoverLeadMs >= lifetimeMs) {
    refuse("HANDOVER_LEAD_MS", handoverLeadMs, `less than LIFETIME_MS, ${lifetimeMs}`, problems);
  }
  const connectionMode = oneOf(environment, "CONNECTION_MODE", ["overlap", "single"], problems) ?? "overlap";
  return {
    streamsTable,
    lifetimeMs,
    handoverLeadMs,
    connectionMode,
    maxReconnectDelayMs:
      wholeNumber(environment, "MAX_RECONNECT_DELAY_MS", { least: 0 }, problems) ??
      DEFAULT_MAX_RECONNECT_DELAY_MS,
  };
}
