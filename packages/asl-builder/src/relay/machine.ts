import type { StateMachineDefinition } from "../states/asl.ts";
import { catchAndForget } from "../states/catchers.ts";
import { STREAM_ENDED_ERROR } from "../states/error-names.ts";
import { parallel, reshape } from "../states/flow-states.ts";
import { RELAY_OUTCOMES } from "../states/outcomes.ts";
import { relayBranch } from "./branch/branch.ts";
import type { BranchOptions } from "./branch/branch-options.ts";
import { inputStates, READ_INPUT } from "./execution-input.ts";
import { catchFailure, failureStates } from "./failure.ts";
import { startStates, WAYS_TO_START } from "./start.ts";

const RELAY = "Relay";
const HANDED_OVER = "Handed over";
const STREAM_ENDED = "Stream ended";

/** `root` is the name of the first execution of a chain of successors, `generation` counts them from 0. */
const FIRST_OF_CHAIN = { "root.$": "$$.Execution.Name", generation: 0 } as const;

export function relayMachine(options: BranchOptions): StateMachineDefinition {
  return {
    ...(options.comment === undefined ? {} : { Comment: options.comment }),
    StartAt: READ_INPUT,
    States: {
      ...inputStates(WAYS_TO_START, { carried: FIRST_OF_CHAIN }),
      ...startStates(options, { relay: RELAY, gone: STREAM_ENDED }),
      [RELAY]: parallel([relayBranch("A", options), relayBranch("B", options)], {
        ResultPath: null,
        Catch: [catchAndForget([STREAM_ENDED_ERROR], STREAM_ENDED), catchFailure()],
        Next: HANDED_OVER,
      }),
      [HANDED_OVER]: reshape(
        { outcome: RELAY_OUTCOMES.handedOver, "streamId.$": "$.streamId" },
        { End: true },
      ),
      [STREAM_ENDED]: reshape({ outcome: RELAY_OUTCOMES.ended, "streamId.$": "$.streamId" }, { End: true }),
      ...failureStates(options),
    },
  };
}
