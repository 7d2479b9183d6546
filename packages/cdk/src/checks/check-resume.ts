import { isJsonPointer } from "@unbounded-streams/json-pointer";
import { DEFAULT_MAX_CURSOR_BYTES, MAX_CURSOR_BYTES } from "../limits.ts";
import type { SourceProps } from "../props/source-props.ts";
import { shown, wholeNumberProblems } from "./problems.ts";

const RESUME_RULE = /^(?:header|query):[\w.~-]+(?:=\P{Cc}*\{id\}\P{Cc}*)?$/u;

/** What is wrong with events' ids and with going on from one, one sentence each. */
export function resumeProblems(source: SourceProps): string[] {
  const { format, eventId, resume, resumeStart = "", maxCursorBytes = DEFAULT_MAX_CURSOR_BYTES } = source;
  const problems = wholeNumberProblems("source.maxCursorBytes", maxCursorBytes, {
    least: 1,
    most: MAX_CURSOR_BYTES,
  });
  if (eventId !== undefined && eventId !== "sse" && !isJsonPointer(eventId)) {
    problems.push(`source.eventId is ${shown(eventId)}: it must be sse or a JSON Pointer such as /meta/id`);
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
  if (format !== "sse" && eventId === undefined) {
    problems.push(
      "source.resume is given but source.eventId is not: say where an event's id is, such as /id",
    );
  }
  if (!RESUME_RULE.test(resume)) {
    problems.push(
      `source.resume is ${shown(resume)}: it must be none, header:Last-Event-ID or query:since, with =TEMPLATE if {id} alone will not do`,
    );
  }
  return problems;
}
