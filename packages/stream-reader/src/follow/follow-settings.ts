import { deliversControl } from "../connection/read-options.ts";
import type { ControlRule } from "../control/control-rule.ts";
import { controlProblems } from "../control/parse-control-rules.ts";
import { StreamOptionError } from "../errors/caller-errors.ts";
import { headerProblems } from "../http/request/request-headers.ts";
import { DEFAULT_MAX_CURSOR_BYTES } from "../limits.ts";
import { type LearnedIdle, learnedIdle } from "../timeouts/learned-idle.ts";
import type { FollowStreamOptions } from "./follow-options.ts";
import { unknownFollowOptions } from "./follow-stream-names.ts";
import { completePolicy } from "./policy/complete-policy.ts";
import { historyProblems } from "./policy/follow-history.ts";
import type { FollowPolicy } from "./policy/follow-policy.ts";
import { cursorTest } from "./requests/cursor-test.ts";
import { templateOf } from "./requests/request-url.ts";
import { type WhenResuming, whenResumingProblems } from "./requests/when-resuming.ts";
import { type CursorRule, type CursorTest, cursorProblem, isCursor, isCursorParts } from "./resume/cursor.ts";
import { cursorRuleProblem } from "./resume/cursor-rule.ts";
import type { Acknowledgement } from "./resume/progress.ts";
import {
  LAST_EVENT_ID,
  namesProblems,
  type ResumeRule,
  resumeRuleProblems,
  rulesOf,
} from "./resume/resume-rule.ts";
import { handshakeProblems } from "./session/handshake.ts";
import { keepHeadersProblems } from "./session/kept-headers.ts";

/** What a stream is followed by; checked and complete. */
export interface FollowSettings {
  readonly policy: FollowPolicy;
  /** Undefined when requests carry no cursor. */
  readonly resume: readonly ResumeRule[] | undefined;
  readonly whenResuming: WhenResuming | undefined;
  /** Lower-case names of response headers that are kept. */
  readonly keepHeaders: readonly string[];
  readonly cursorOf: CursorRule | undefined;
  readonly acknowledgement: Acknowledgement;
  /** Which cursors of the source's the stream can go on after. */
  readonly isUsable: CursorTest;
  /** The longest of them, in bytes of UTF-8. */
  readonly maxCursorBytes: number;
  /** Whether control frames are handed over, not only their cursors counted. */
  readonly deliversControl: boolean;
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
  const problems = unknownFollowOptions(options);
  const isSse = ["sse", "auto"].includes(options.format?.name ?? "");
  const { acknowledge = "automatic", cursor, resume = isSse && LAST_EVENT_ID } = options;
  const { maxCursorBytes = DEFAULT_MAX_CURSOR_BYTES } = options;
  const cursorOf = options.cursorOf ?? (isSse ? "sse" : undefined);
  const cursorOfProblem = cursorOf === undefined ? undefined : cursorRuleProblem(cursorOf);
  if (cursorOfProblem !== undefined) problems.push(cursorOfProblem);
  if (acknowledge !== "automatic" && acknowledge !== "manual") {
    problems.push(`acknowledge is ${JSON.stringify(acknowledge)}: it must be automatic or manual`);
  }
  const rules = rulesOf(resume);
  const knownCursor = cursorOfProblem === undefined ? cursorOf : undefined;
  problems.push(...resumeProblems(rules, knownCursor));
  if (typeof options.headers === "object") problems.push(...headerProblems(options.headers));
  problems.push(...whenResumingProblems(options.whenResuming), ...sessionProblems(options, rules));
  if (knownCursor !== undefined) {
    const url = templateOf(options.whenResuming?.url);
    problems.push(...namesProblems("whenResuming.url", url, knownCursor));
  }
  const wantsCursor = rules.length > 0 ? "resume" : options.whenResuming && "whenResuming";
  if (wantsCursor !== undefined && cursorOf === undefined && acknowledge === "automatic") {
    problems.push(`${wantsCursor} is set but cursorOf is not: say where a frame's cursor is, such as /id`);
  }
  if (!Number.isSafeInteger(maxCursorBytes) || maxCursorBytes < 1) {
    problems.push(`maxCursorBytes is ${maxCursorBytes}: it must be a whole number, 1 or more`);
  } else if (cursor !== undefined && !isCursor(cursor, maxCursorBytes)) {
    problems.push(cursorProblem("cursor", cursor, maxCursorBytes));
  }
  problems.push(...controlProblemsOf(options.control, cursorOf));
  const learned = learnedIdle(options.idleTimeoutMs, problems);
  problems.push(...historyProblems(options.history ?? {}));
  const policy = completePolicy(options.policy ?? {}, problems);
  if (problems.length > 0) {
    throw new StreamOptionError(`the stream cannot be followed:\n- ${problems.join("\n- ")}`);
  }
  return {
    policy,
    resume: rules.length === 0 ? undefined : rules,
    whenResuming: options.whenResuming,
    keepHeaders: (options.keepHeaders ?? []).map((name) => name.toLowerCase()),
    cursorOf,
    acknowledgement: acknowledge,
    maxCursorBytes,
    isUsable: cursorTest({ ...options, resume: rules, maxCursorBytes }),
    deliversControl: deliversControl(options.controlFrames),
    learned,
    wasUp: options.wasUp ?? false,
  };
}

/** What is wrong with the rules, and with the headers of those that are usable. */
function resumeProblems(rules: readonly ResumeRule[], cursorOf: CursorRule | undefined): string[] {
  const problems = resumeRuleProblems(rules, cursorOf);
  if (problems.length > 0) return problems;
  return rules.flatMap((rule) => (rule.in === "header" ? headerProblems({ [rule.name]: "" }) : []));
}

/** What is wrong with the rules of control frames for this stream. */
function controlProblemsOf(control: unknown = [], cursorOf: CursorRule | undefined): string[] {
  const problems = controlProblems(control);
  if (problems.length > 0 || cursorOf === undefined || !isCursorParts(cursorOf)) return problems;
  return (control as readonly ControlRule[]).flatMap((rule, index) =>
    rule.cursorOf === undefined
      ? []
      : [`control[${index}].cursorOf is one place, but the stream's cursor has parts: leave it out`],
  );
}

function sessionProblems(
  { handshake, keepHeaders }: FollowStreamOptions,
  rules: readonly ResumeRule[],
): string[] {
  const resumeHeaders = rules.flatMap((rule) =>
    rule.in === "header" ? [String(rule.name).toLowerCase()] : [],
  );
  return [...handshakeProblems(handshake ?? []), ...keepHeadersProblems(keepHeaders ?? [], resumeHeaders)];
}
