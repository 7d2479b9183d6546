import { DEFAULT_FLEET } from "@unbounded-streams/stream-lease/carrier-id";
import { INVOCATIONS_PER_CARRIER } from "../limits.ts";
import type { UnboundedStreamsProps } from "./unbounded-streams-props.ts";

/** A fleet that is to carry the streams. */
export interface ResolvedFleet {
  readonly name: string;
  readonly streamsPerFunction: number;
  readonly maxCarriers: number;
}

/** What props come to that say how many streams a function carries. */
export interface FleetPart {
  /** Undefined when each stream is a relay of its own. */
  readonly fleet: ResolvedFleet | undefined;
  /** Undefined when nothing is reserved. */
  readonly reservedConcurrentExecutions: number | undefined;
}

const DEFAULT_MAX_CARRIERS = 5;

/** The fleet that the props ask for, if they do, and what is reserved. */
export function resolveFleet({
  streamsPerFunction = 1,
  maxCarriers = DEFAULT_MAX_CARRIERS,
  reservedConcurrentExecutions: reserved,
}: UnboundedStreamsProps): FleetPart {
  const fleet = streamsPerFunction > 1 ? { name: DEFAULT_FLEET, streamsPerFunction, maxCarriers } : undefined;
  return {
    fleet,
    reservedConcurrentExecutions:
      reserved === false ? undefined : (reserved ?? (fleet && invocationsOf(fleet))),
  };
}

/** The least that a fleet needs: all carriers may be handed over at once. */
export function invocationsOf({ maxCarriers }: ResolvedFleet): number {
  return INVOCATIONS_PER_CARRIER * maxCarriers;
}
