import { relayMachine } from "../relay/machine.ts";
import { checkRelayOptions } from "../relay/option-checks.ts";
import { headStart } from "../relay/resolved-options.ts";
import { MAX_RELAY_TURNS } from "../relay/turn-budget.ts";
import type { RelayOptions } from "../types.ts";
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
