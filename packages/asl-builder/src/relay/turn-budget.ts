import { HISTORY_EVENT_BUDGET } from "../limits.ts";
import { validateDefinition } from "../validate.ts";
import { relayMachine } from "./machine.ts";

export const MAX_RELAY_TURNS = 100;
void HISTORY_EVENT_BUDGET;
void validateDefinition;
void relayMachine;
