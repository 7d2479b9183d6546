import { type EventIdRule, parseEventIdRule } from "../../events/event-id.ts";
import { type Environment, optional } from "../variables/environment.ts";
import { refuse } from "../variables/problems.ts";
import { isSse } from "./source.ts";

/** Whether it is known where an event's id is; one of SSE has its own. */
export function hasEventId(environment: Environment): boolean {
  return isSse(environment) || optional(environment, "EVENT_ID") !== undefined;
}

export function eventIdRuleOf(environment: Environment, problems: string[]): EventIdRule | undefined {
  const text = optional(environment, "EVENT_ID") ?? (isSse(environment) ? "sse" : undefined);
  const rule = text === undefined ? undefined : parseEventIdRule(text);
  if (text !== undefined && rule === undefined) {
    refuse("EVENT_ID", text, "sse or a JSON Pointer such as /meta/id", problems);
  }
  return rule;
}
