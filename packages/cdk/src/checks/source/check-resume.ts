import {
  cursorRuleProblem,
  parseResumeRule,
  resumeRuleProblems,
} from "@unbounded-streams/connection-manager/source-checks";
import { DEFAULT_MAX_CURSOR_BYTES, MAX_CURSOR_BYTES } from "../../limits.ts";
import type { SourceProps } from "../../props/source-props.ts";
import { shown, wholeNumberProblems } from "../rules/problems.ts";
import { formatNameOf } from "./format-name.ts";

const FORMATS_WITH_IDS = ["sse", "auto"];

/** What is wrong with events' ids and with going on from one, one sentence each. */
export function resumeProblems(source: SourceProps): string[] {
  const { format, eventId, resume, resumeStart = "", maxCursorBytes = DEFAULT_MAX_CURSOR_BYTES } = source;
  const problems = wholeNumberProblems("source.maxCursorBytes", maxCursorBytes, {
    least: 1,
    most: MAX_CURSOR_BYTES,
  });
  const isIdRefused = eventId !== undefined && cursorRuleProblem(eventId) !== undefined;
  if (isIdRefused) {
    problems.push(
      `source.eventId is ${shown(eventId)}: it must be sse, a JSON Pointer such as /meta/id, header:NAME, or an object of an id's parts`,
    );
  }
  if (
    !resumeStart.isWellFormed() ||
    /\p{Cc}/u.test(resumeStart) ||
    Buffer.byteLength(resumeStart) > maxCursorBytes
  ) {
    problems.push(
      `source.resumeStart is ${shown(resumeStart)}: it must be 1 to ${maxCursorBytes} bytes without control characters`,
    );
  }
  if (resume === undefined || resume === "none") return problems;
  if (!FORMATS_WITH_IDS.includes(formatNameOf(format ?? "")) && eventId === undefined) {
    problems.push(
      "source.resume is given but source.eventId is not: say where an event's id is, such as /id",
    );
  }
  return [...problems, ...rulesProblems(source, isIdRefused ? undefined : (eventId ?? "sse"))];
}

/** Rules by which a request says where the stream goes on, as text or as data. */
function rulesProblems({ resume }: SourceProps, eventId: SourceProps["eventId"]): string[] {
  const rules = [resume ?? []].flat();
  if (rules.length === 0) return ["source.resume is empty: leave it out, or say none"];
  const problems: string[] = [];
  const read = rules.map((rule) => {
    const known = typeof rule === "string" ? parseResumeRule(rule) : rule;
    if (known === undefined) {
      problems.push(
        `source.resume is ${shown(rule)}: it must be none, header:Last-Event-ID, query:since, body:/POINTER, body-json:/POINTER, message:0:/POINTER or message-json:0:/POINTER, with =TEMPLATE if {id} alone will not do`,
      );
    }
    return known;
  });
  if (problems.length > 0) return problems;
  const cursorOf = eventId as Parameters<typeof resumeRuleProblems>[1];
  return resumeRuleProblems(read, cursorOf).map((problem) => `source.resume is refused: ${problem}`);
}
