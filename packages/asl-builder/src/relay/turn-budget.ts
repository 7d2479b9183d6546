import { validateDefinition } from "../analysis/validate-definition.ts";
import { HISTORY_EVENT_BUDGET, MAX_SUCCESSOR_STARTS } from "../limits.ts";
import { relayMachine } from "./machine.ts";

/** Turns of a branch beyond `maxTurns`: it asks for successors, and then fails. */
const TURNS_AT_THE_LIMIT = MAX_SUCCESSOR_STARTS + 1;

/**
 * The most turns that a `relay` execution can be given, and the default of `maxTurns`.
 *
 * Counted from the machine itself, for the worst case: both branches make all their turns (a turn is usually made by one
 * of them), each by the costliest way, with every retry of every call used up, and then look for a successor in vain as
 * often as they may. Even that stays within {@link HISTORY_EVENT_BUDGET}.
 */
export const MAX_RELAY_TURNS = turnsWithinBudget();

function turnsWithinBudget(): number {
  const { historyEventsPerTurnAtWorst, historyEventsBesideTurns } = validateDefinition(
    relayMachine({
      functionArn: "${FunctionArn}",
      partition: "aws",
      taskName: "function",
      lifetimeSeconds: 900,
      tableName: "${Table}",
      maxTurns: 1,
      headStartSeconds: 1,
      payload: {},
    }),
  );
  const turns = (HISTORY_EVENT_BUDGET - historyEventsBesideTurns) / historyEventsPerTurnAtWorst;
  return Math.floor(turns) - TURNS_AT_THE_LIMIT;
}
