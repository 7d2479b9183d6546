import { StreamOptionError } from "../errors/caller-errors.ts";
import { headerProblems } from "../http/request/request-headers.ts";
import { DEFAULT_MAX_CURSOR_BYTES } from "../limits.ts";
import { type LearnedIdle, learnedIdle } from "../timeouts/learned-idle.ts";
import type { FollowStreamOptions } from "./follow-options.ts";
import { completePolicy } from "./policy/complete-policy.ts";
import { historyProblems } from "./policy/follow-history.ts";
import type { FollowPolicy } from "./policy/follow-policy.ts";
import {
  type CursorReader,
  type CursorRule,
  cursorProblem,
  cursorReader,
  isCursor,
} from "./resume/cursor.ts";
import type { Acknowledgement } from "./resume/progress.ts";
import { LAST_EVENT_ID, type ResumeRule, resumeRuleProblem } from "./resume/resume-rule.ts";

/** What a stream is followed by; checked and complete. */
export interface FollowSettings {
  readonly policy: FollowPolicy;
  readonly resume: ResumeRule | undefined;
  readonly cursorOf: CursorRule | undefined;
  readonly readCursor: CursorReader | undefined;
  readonly acknowledgement: Acknowledgement;
  readonly maxCursorBytes: number;
  /** How the idle timeout is learned; undefined when it is fixed. */
  readonly learned: LearnedIdle | undefined;
  /** Whether the stream has been up before, in another process. */
  readonly wasUp: boolean;
}

/**
 * Checks what `followStream` takes beyond the options of `openStream`.
 *
 * @throws StreamOptionError that lists all that is wrong
 */
export function followSettings(options: FollowStreamOptions): FollowSettings {
  const problems: string[] = [];
  const isSse = options.format?.name === "sse";
  const { acknowledge = "automatic", cursor, resume = isSse && LAST_EVENT_ID } = options;
  const { maxCursorBytes = DEFAULT_MAX_CURSOR_BYTES } = options;
  const cursorOf = options.cursorOf ?? (isSse ? "sse" : undefined);
  const readCursor = cursorOf === undefined ? undefined : cursorReader(cursorOf, maxCursorBytes);
  if (cursorOf !== undefined && readCursor === undefined) {
    problems.push(
      `cursorOf is ${JSON.stringify(cursorOf)}: it must be sse, a JSON Pointer such as /id, or a function`,
    );
  }
  if (acknowledge !== "automatic" && acknowledge !== "manual") {
    problems.push(`acknowledge is ${JSON.stringify(acknowledge)}: it must be automatic or manual`);
  }
  const resumeProblem = resume === false ? undefined : resumeRuleProblem(resume);
  if (resumeProblem !== undefined) problems.push(resumeProblem);
  else if (resume !== false && resume.in === "header")
    problems.push(...headerProblems({ [resume.name]: "" }));
  if (typeof options.headers === "object") problems.push(...headerProblems(options.headers));
  if (resume !== false && cursorOf === undefined && acknowledge === "automatic") {
    problems.push("resume is set but cursorOf is not: say where a frame's cursor is, such as /id");
  }
  if (!Number.isSafeInteger(maxCursorBytes) || maxCursorBytes < 1) {
    problems.push(`maxCursorBytes is ${maxCursorBytes}: it must be a whole number, 1 or more`);
  } else if (cursor !== undefined && !isCursor(cursor, maxCursorBytes)) {
    problems.push(cursorProblem("cursor", cursor, maxCursorBytes));
  }
  const learned = learnedIdle(options.idleTimeoutMs, problems);
  problems.push(...historyProblems(options.history ?? {}));
  const policy = completePolicy(options.policy ?? {}, problems);
  if (problems.length > 0) {
    throw new StreamOptionError(`the stream cannot be followed:\n- ${problems.join("\n- ")}`);
  }
  return {
    policy,
    resume: resume === false ? undefined : resume,
    cursorOf,
    readCursor,
    acknowledgement: acknowledge,
    maxCursorBytes,
    learned,
    wasUp: options.wasUp ?? false,
  };
}
