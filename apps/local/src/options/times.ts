import { WrongOptionError } from "../errors.ts";
import type { FleetOptions } from "./fleet-options.ts";

const LIFETIME_SECONDS = 12;
const HANDOVER_LEAD_SECONDS = 3;

/** Many streams take longer to change hands than one: so they live longer, and have more of it for that. */
const FLEET_LIFETIME_SECONDS = 20;
const FLEET_LEAD_SHARE = 0.4;
const MAX_FLEET_LEAD_SECONDS = 30;

/** How long a connection lives, and when the next one comes, in seconds. */
export interface Times {
  readonly lifetimeSeconds: number;
  readonly handoverLeadSeconds: number;
}

/** What the command line says about times. */
export interface GivenTimes {
  readonly strategy: string;
  readonly lifetime?: number | undefined;
  readonly handoverLead?: number | undefined;
  readonly wait: number;
}

/**
 * The times as they are given, or as they are by default.
 *
 * @throws WrongOptionError when one does not go with another
 */
export function timesOf(given: GivenTimes, fleet: FleetOptions | undefined): Times {
  const { strategy, wait } = given;
  const lifetimeSeconds = given.lifetime ?? (fleet === undefined ? LIFETIME_SECONDS : FLEET_LIFETIME_SECONDS);
  const handoverLeadSeconds =
    given.handoverLead ?? (fleet === undefined ? HANDOVER_LEAD_SECONDS : fleetLead(lifetimeSeconds));
  if (strategy === "relay" && handoverLeadSeconds >= lifetimeSeconds) {
    throw new WrongOptionError(
      `--handover-lead ${handoverLeadSeconds} is not shorter than --lifetime ${lifetimeSeconds}: allowed is a part of a connection's life`,
    );
  }
  if (strategy.startsWith("staggered") && wait >= lifetimeSeconds) {
    throw new WrongOptionError(
      `--wait ${wait} is not shorter than --lifetime ${lifetimeSeconds}: the next connection must start before the last one dies`,
    );
  }
  return { lifetimeSeconds, handoverLeadSeconds };
}

function fleetLead(lifetimeSeconds: number): number {
  return Math.max(1, Math.min(MAX_FLEET_LEAD_SECONDS, Math.floor(lifetimeSeconds * FLEET_LEAD_SHARE)));
}
