import type { ConnectionMode } from "../../lease/lease-options.ts";
import { type Environment, oneOf, wholeNumber } from "../variables/environment.ts";

/** How connections to a source follow each other. */
export interface ConnectionRules {
  readonly connectionMode: ConnectionMode;
  /** Longest pause before a connection is opened again, in milliseconds. */
  readonly maxReconnectDelayMs: number;
}

const DEFAULT_MAX_RECONNECT_DELAY_MS = 15_000;

export function connectionRules(environment: Environment, problems: string[]): ConnectionRules {
  return {
    connectionMode: oneOf(environment, "CONNECTION_MODE", ["overlap", "single"], problems) ?? "overlap",
    maxReconnectDelayMs:
      wholeNumber(environment, "MAX_RECONNECT_DELAY_MS", { least: 0 }, problems) ??
      DEFAULT_MAX_RECONNECT_DELAY_MS,
  };
}
