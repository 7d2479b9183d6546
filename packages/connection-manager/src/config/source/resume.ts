import { MAX_CHECKPOINT_BYTES } from "@unbounded-streams/stream-lease";
import {
  DEFAULT_MAX_CURSOR_BYTES,
  isCursor,
  LAST_EVENT_ID,
  parseResumeRule,
  type ResumeRule,
} from "@unbounded-streams/stream-reader";
import type { EventIdRule } from "../../events/event-id.ts";
import { parsedJson } from "../../json.ts";
import { type Environment, optional, wholeNumber } from "../variables/environment.ts";
import { isObject } from "../variables/json-variable.ts";
import { refuse } from "../variables/problems.ts";
import { eventIdRuleOf, hasEventId } from "./event-id.ts";
import { hasSseIds } from "./frames.ts";

/** The lease keeps the cursor as its checkpoint. */
const CURSOR_BYTES = { least: 1, most: MAX_CHECKPOINT_BYTES };

/** How far a stream has come, and how it goes on from there. */
export interface ResumeConfig {
  /** Where an event's id is, for the checkpoint. */
  readonly eventId: EventIdRule | undefined;
  /** How the source is asked to go on after the checkpoint: by all of these rules. */
  readonly resume: ResumeRule | readonly ResumeRule[] | undefined;
  /** What it is asked to go on after when there is no checkpoint yet. */
  readonly resumeStart: string | undefined;
  /** The longest id that it is asked to go on after, in bytes of UTF-8. */
  readonly maxCursorBytes: number | undefined;
}

export function resumeConfig(environment: Environment, problems: string[]): ResumeConfig {
  const maxCursorBytes = wholeNumber(environment, "MAX_CURSOR_BYTES", CURSOR_BYTES, problems);
  return {
    eventId: eventIdRuleOf(environment, problems),
    resume: resumeRulesOf(environment, problems),
    resumeStart: resumeStartOf(environment, maxCursorBytes ?? DEFAULT_MAX_CURSOR_BYTES, problems),
    maxCursorBytes,
  };
}

function resumeRulesOf(environment: Environment, problems: string[]): ResumeConfig["resume"] {
  const text = optional(environment, "RESUME");
  if (text === "none") return undefined;
  if (text === undefined) return hasSseIds(environment) ? LAST_EVENT_ID : undefined;
  if (!hasEventId(environment)) {
    problems.push("RESUME is set but EVENT_ID is not: say where an event's id is, such as /id");
  }
  const several = parsedJson(text);
  if (!Array.isArray(several)) return ruleOf(text, problems);
  if (several.length > 0) return several.flatMap((rule) => ruleOf(rule, problems) ?? []);
  refuse("RESUME", text, "a JSON array with one rule at least, or none", problems);
  return undefined;
}

/** A rule as data is checked when a request is tried with it. */
function ruleOf(given: unknown, problems: string[]): ResumeRule | undefined {
  if (isObject(given)) return given as unknown as ResumeRule;
  const rule = typeof given === "string" ? parseResumeRule(given) : undefined;
  if (rule === undefined) {
    refuse(
      "RESUME",
      typeof given === "string" ? given : JSON.stringify(given),
      "none, header:Last-Event-ID, query:since, body:/POINTER, body-json:/POINTER, message:0:/POINTER or message-json:0:/POINTER, with =TEMPLATE if {id} alone will not do, or a JSON array of such rules",
      problems,
    );
  }
  return rule;
}

function resumeStartOf(
  environment: Environment,
  maxCursorBytes: number,
  problems: string[],
): string | undefined {
  const text = optional(environment, "RESUME_START");
  if (text === undefined || isCursor(text, maxCursorBytes)) return text;
  problems.push(`RESUME_START must be 1 to ${maxCursorBytes} bytes of text without control characters`);
  return undefined;
}
