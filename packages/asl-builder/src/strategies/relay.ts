import type { RelayOptions } from "../options/state-machine-options.ts";
import { checkHandoverOptions } from "../relay/checks.ts";
import { handoverMachine, TURN_PAYLOAD } from "../relay/handover.ts";
import type { Strategy } from "./strategy.ts";

export const relay: Strategy<RelayOptions> = {
  invokesFunction: true,
  checkOptions: checkHandoverOptions,

  build(options) {
    return handoverMachine(options, {
      payload: { "streamId.$": "$.streamId", ...TURN_PAYLOAD },
      comment: "Hands the stream from connection to connection through a lease, without a gap.",
    });
  },
};
