import type { RelayOptions } from "../options/state-machine-options.ts";
import { checkRelayOptions } from "../relay/checks.ts";
import { headStart } from "../relay/head-start.ts";
import { relayMachine } from "../relay/machine.ts";
import { MAX_RELAY_TURNS } from "../relay/turn-budget.ts";
import type { Strategy } from "./strategy.ts";

export const relay: Strategy<RelayOptions> = {
  checkOptions: checkRelayOptions,

  build(options) {
    return relayMachine({
      ...options,
      maxTurns: options.maxTurns ?? MAX_RELAY_TURNS,
      headStartSeconds: headStart(options),
    });
  },
};
