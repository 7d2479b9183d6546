import type { ResolvedRelayOptions } from "../options/resolved-options.ts";
import type { StateMachineDefinition } from "../states/asl.ts";
import { catchAndForget } from "../states/catchers.ts";
import { STREAM_ENDED_ERROR } from "../states/error-names.ts";
import { parallel, reshape } from "../states/flow-states.ts";
import { RELAY_OUTCOMES } from "../states/outcomes.ts";
import { relayBranch } from "./branch/branch.ts";
import { inputStates, READ_INPUT } from "./execution-input.ts";
import { catchFailure, failureStates } from "./failure.ts";
import { startStates, WAYS_TO_START } from "./start.ts";

const RELAY = "Relay";
const HANDED_OVER = "Handed over";
const STREAM_ENDED = "Stream ended";

export function relayMachine(options: ResolvedRelayOptions): StateMachineDefinition {
  return {
    Comment:
      options.comment ?? "Hands the stream from connection to connection through a lease, without a gap.",
    StartAt: READ_INPUT,
    States: {
      ...inputStates(WAYS_TO_START),
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
