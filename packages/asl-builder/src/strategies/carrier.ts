import type { CarrierOptions } from "../options/state-machine-options.ts";
import { checkHandoverOptions } from "../relay/checks.ts";
import { handoverMachine, TURN_PAYLOAD } from "../relay/handover.ts";
import type { Strategy } from "./strategy.ts";

/**
 * The relay one level up: what the branches hand to each other is a carrier, under whose id the lease is kept in the table of its
 * streams. The function is told which machine it runs in, so that a carrier can start the next one.
 */
export const carrier: Strategy<CarrierOptions> = {
  invokesFunction: true,
  checkOptions: checkHandoverOptions,

  build(options) {
    return handoverMachine(options, {
      payload: {
        "carrier.$": "$.streamId",
        ...TURN_PAYLOAD,
        "stateMachineArn.$": "$$.StateMachine.Id",
      },
      comment:
        "Hands a carrier and its streams from invocation to invocation through a lease, without a gap.",
    });
  },
};
