import { type EventIdRule, parseEventIdRule } from "../../events/event-id.ts";
import { type Environment, optional } from "../variables/environment.ts";
import { refuse } from "../variables/problems.ts";
import { hasSseIds, isSse } from "./frames.ts";

/** Whether it is known where an event's id is; one of SSE has its own. */
export function hasEventId(environment: Environment): boolean {
  return hasSseIds(environment) || optional(environment, "EVENT_ID") !== undefined;
}

export function eventIdRuleOf(environment: Environment, problems: string[]): EventIdRule | undefined {
  const text = optional(environment, "EVENT_ID");
  if (text === undefined) return defaultRuleOf(environment);
  const rule = parseEventIdRule(text);
  if (rule === undefined) {
    refuse(
      "EVENT_ID",
      text,
      "sse or a JSON Pointer such as /meta/id, header:NAME, record:/POINTER, or a JSON object of an id's parts",
      problems,
    );
  }
  return rule;
}

function defaultRuleOf(environment: Environment): EventIdRule | undefined {
  if (!hasSseIds(environment)) return undefined;
  return isSse(environment) ? { in: "sse" } : { in: "sse", isGuess: true };
}
