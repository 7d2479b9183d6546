import { StreamExhaustedError } from "../errors/follow-errors.ts";
import { StreamRefusedError } from "../errors/response-errors.ts";
import { isCloseCode, isNamed } from "../status-pattern.ts";
import type { Clock } from "../system.ts";
import type { ConnectionBreak } from "./connection-end.ts";
import type { FollowFinish } from "./followed-stream.ts";
import type { Link } from "./link.ts";
import { FaultHistory } from "./policy/fault-history.ts";
import type { FollowHistory } from "./policy/follow-history.ts";
import type { FollowPolicy } from "./policy/follow-policy.ts";
import { type ConnectionFault, type FaultContext, nextStep, type ReopenStep } from "./policy/next-step.ts";
import { meaningWhileDown } from "./policy/status-meaning.ts";
import type { CursorTest } from "./resume/cursor.ts";

/** What follows a fault: another connection, or the stream's finish. */
export type Verdict = Reopening | FollowFinish;

/** Another connection. */
export interface Reopening {
  readonly kind: "reopen";
  readonly step: ReopenStep;
  /** How the last connection went wrong, in words. */
  readonly reason: string;
}

/** What faults are judged by. */
export interface VerdictsOptions {
  readonly policy: FollowPolicy;
  /** What another process has met. */
  readonly history: FollowHistory | undefined;
  readonly clock: Clock;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** Origin and path of the stream's URL, for messages. */
  readonly target: string;
  /** Which cursors the stream can go on after. */
  readonly isUsable: CursorTest;
}

/** What the connections of a stream have shown so far. */
type Shown = Pick<FaultContext, "retryMs" | "wasUp">;

/** What counts of a connection that went wrong. */
type JudgedLink = Pick<Link, "upMs" | "resumed" | "events" | "isOfAnotherFormat" | "inSession">;

/** Says what follows each fault of a stream, by its policy and the faults before it. */
export class Verdicts {
  private readonly options: VerdictsOptions;
  private readonly faults: FaultHistory;

  constructor(options: VerdictsOptions) {
    this.options = options;
    this.faults = new FaultHistory(options.history, options.policy);
  }

  /**
   * What the next process has to know; undefined when that is nothing.
   *
   * @param link the connection that is there now, if one is
   */
  history(link: Pick<Link, "upSoFarMs" | "events"> | undefined): FollowHistory | undefined {
    return this.faults.kept(link?.upSoFarMs(), this.options.policy, (link?.events ?? 0) > 0);
  }

  /**
   * @param link the connection that went wrong
   */
  on(broken: ConnectionBreak, link: JudgedLink, shown: Shown): Verdict {
    const { policy, random } = this.options;
    const context = this.contextOf(broken, link, shown);
    const step = nextStep(this.usable(broken.fault), context, policy, random());
    switch (step.action) {
      case "reopen":
        this.faults.refreshed ||= step.refresh === true;
        this.faults.sessionForgotten ||= step.forgetSession === true;
        this.faults.paused(Math.min(step.delayMs, this.askedMs(broken, context)), this.options.clock.now());
        return { kind: "reopen", step, reason: reasonOf(broken, step) };
      case "leave":
        return { kind: "closed" };
      case "refuse":
        if (broken.cause instanceof StreamRefusedError) return { kind: "refused", cause: broken.cause };
        throw broken.cause;
      case "exhaust":
        return { kind: "exhausted", cause: this.exhausted(step.limit, broken, context) };
    }
  }

  /** A cursor that the stream cannot go on after is none. */
  private usable(fault: ConnectionFault): ConnectionFault {
    if (fault.kind !== "restart" || fault.cursor === undefined) return fault;
    return this.options.isUsable(fault.cursor) ? fault : { ...fault, cursor: undefined };
  }

  /** What the source asks for with a refusal. */
  private askedMs({ fault }: ConnectionBreak, { leastPauseMs }: FaultContext): number {
    if (fault.kind !== "refused" && fault.kind !== "failure") return leastPauseMs;
    const { maxRetryAfterMs } = this.options.policy;
    if (fault.retryAfterMs === undefined) return leastPauseMs;
    const grantedMs = Math.min(maxRetryAfterMs, fault.retryAfterMs);
    return fault.kind === "failure" ? Math.max(leastPauseMs, grantedMs) : grantedMs;
  }

  private contextOf(
    { fault }: ConnectionBreak,
    { upMs, resumed, events, isOfAnotherFormat, inSession }: JudgedLink,
    { retryMs, wasUp }: Shown,
  ): FaultContext {
    const { faults, options } = this;
    const nowMs = options.clock.now();
    const { policy } = options;
    faults.add(upMs, nowMs, policy);
    const downMs = faults.downMs(nowMs);
    if (fault.kind === "refused" && meaningWhileDown(fault.status, downMs, policy) !== "busy") {
      faults.refused(fault, nowMs, policy);
    }
    if (fault.kind === "refused" && inSession && isNamed(fault.status, policy.sessionGoneOn)) {
      faults.sessionGone(nowMs);
    }
    if (events > 0) faults.delivered();
    const { inARow, refreshed, restarted } = faults;
    return {
      faultsInARow: inARow,
      downMs,
      resumed,
      refreshed,
      restarted,
      session: inSession ? { wasForgotten: faults.sessionForgotten } : undefined,
      wasUp,
      goneMs: faults.goneMs(nowMs),
      leastPauseMs: this.leastPauseMs(fault, isOfAnotherFormat),
      retryMs,
    };
  }

  /** The least pause after this fault; it counts the fault. A source that closes with a code of its own fails; what sends something else than the stream is as good as failing. */
  private leastPauseMs(fault: ConnectionFault, isOfAnotherFormat: boolean): number {
    const { faults, options } = this;
    const { policy } = options;
    switch (fault.kind) {
      case "refused":
        if (!isCloseCode(fault.status)) return faults.leastPauseMs(fault.status, policy);
        faults.failed("failure");
        return faults.failurePauseMs(fault.status, policy);
      case "failure":
        faults.failed("failure");
        return faults.failurePauseMs(fault.status, policy);
      case "restart": {
        const pauseMs = faults.failurePauseMs(undefined, policy);
        faults.failed("restart");
        return pauseMs;
      }
      default:
        if (!isOfAnotherFormat) return 0;
        faults.failed("failure");
        return faults.failurePauseMs(undefined, policy);
    }
  }

  private exhausted(
    limit: StreamExhaustedError["limit"],
    { reason, cause }: ConnectionBreak,
    { faultsInARow, downMs }: FaultContext,
  ): StreamExhaustedError {
    const why = { limit, reason, faultsInARow, downMs };
    return new StreamExhaustedError(this.options.target, why, cause);
  }
}

function reasonOf({ reason }: ConnectionBreak, { forgetSession }: ReopenStep): string {
  return forgetSession ? `${reason}: the session is gone, a new one is made` : reason;
}
