import type { ConnectionRules } from "./source/connection-rules.ts";
import { type Environment, optional, tableOf, wholeNumber } from "./variables/environment.ts";
import { refuse } from "./variables/problems.ts";

/** How connections hand the stream over. Durations in milliseconds. */
export interface RelayConfig extends ConnectionRules {
  /** The DynamoDB table of leases. */
  readonly streamsTable: string;
  readonly lifetimeMs: number;
  readonly handoverLeadMs: number;
}

const DEFAULT_LIFETIME_MS = 900_000;
const DEFAULT_HANDOVER_LEAD_MS = 30_000;

/** @param connection of the source, where it is the only one */
export function relayConfig(
  environment: Environment,
  connection: ConnectionRules,
  problems: string[],
): RelayConfig | undefined {
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
  return { streamsTable, lifetimeMs, handoverLeadMs, ...connection };
}
