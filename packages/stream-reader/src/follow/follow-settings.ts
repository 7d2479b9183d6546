import { StreamOptionError } from "../errors/caller-errors.ts";
import { type LearnedIdle, learnedIdle } from "../timeouts/learned-idle.ts";
import type { FollowStreamOptions } from "./follow-options.ts";
import { completePolicy } from "./policy/complete-policy.ts";
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
  /** How the idle timeout is learned; undefined when it is fixed. */
  readonly learned: LearnedIdle | undefined;
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
  const cursorOf = options.cursorOf ?? (isSse ? "sse" : undefined);
  const readCursor = cursorOf === undefined ? undefined : cursorReader(cursorOf);
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
  if (resume !== false && cursorOf === undefined && acknowledge === "automatic") {
    problems.push("resume is set but cursorOf is not: say where a frame's cursor is, such as /id");
  }
  if (cursor !== undefined && !isCursor(cursor)) problems.push(cursorProblem("cursor", cursor));
  const learned = learnedIdle(options.idleTimeoutMs, problems);
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
    learned,
  };
}
