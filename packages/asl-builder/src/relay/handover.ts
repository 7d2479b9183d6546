import type { Resolved } from "../options/resolved-options.ts";
import type { HandoverOptions } from "../options/state-machine-options.ts";
import type { PayloadTemplate, StateMachineDefinition } from "../states/asl.ts";
import { headStart } from "./head-start.ts";
import { relayMachine } from "./machine.ts";
import { MAX_RELAY_TURNS } from "./turn-budget.ts";

/** What the branches hand to each other. */
export interface HandedOver {
  /** What the function is given at each turn; keys that end in `.$` are read from what the branch knows. */
  readonly payload: PayloadTemplate;
  /** `Comment` of the machine unless the options have one. */
  readonly comment: string;
}

/** What the branch knows of itself and of its turn. */
export const TURN_PAYLOAD = {
  "holder.$": "$.holder",
  "expectedEpoch.$": "$.turn.epoch",
  "executionArn.$": "$.executionArn",
} as const;

/** The machine of two branches, with the defaults filled in that only such machines have. */
export function handoverMachine(
  options: Resolved<HandoverOptions>,
  { payload, comment }: HandedOver,
): StateMachineDefinition {
  return relayMachine({
    ...options,
    comment: options.comment ?? comment,
    payload,
    maxTurns: options.maxTurns ?? MAX_RELAY_TURNS,
    headStartSeconds: headStart(options),
  });
}
