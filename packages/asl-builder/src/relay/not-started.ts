import type { State } from "../states/asl.ts";
import { reshape } from "../states/flow-states.ts";
import { LEASE_PATHS } from "../states/lease-tasks.ts";
import { RELAY_OUTCOMES } from "../states/outcomes.ts";

/** The states in which an execution ends that has not started its stream. */
export const NOT_STARTED = { alreadyRunning: "Already running", notRestarted: "Not restarted" } as const;

/** The lease at `$.lease` says why the stream was not started. */
export function notStartedStates(): Record<string, State> {
  return {
    [NOT_STARTED.alreadyRunning]: reshape(
      {
        outcome: RELAY_OUTCOMES.alreadyRunning,
        "streamId.$": "$.streamId",
        "executionArn.$": LEASE_PATHS.executionArn,
      },
      { End: true },
    ),
    [NOT_STARTED.notRestarted]: reshape(
      {
        outcome: RELAY_OUTCOMES.notRestarted,
        "streamId.$": "$.streamId",
        "status.$": LEASE_PATHS.status,
      },
      { End: true },
    ),
  };
}
