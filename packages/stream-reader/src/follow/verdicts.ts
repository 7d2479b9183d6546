import { StreamExhaustedError } from "../errors/follow-errors.ts";
import { StreamRefusedError } from "../errors/response-errors.ts";
import type { Clock } from "../system.ts";
import type { ConnectionBreak } from "./connection-end.ts";
import type { FollowFinish } from "./followed-stream.ts";
import type { Link } from "./link.ts";
import { FaultHistory } from "./policy/fault-history.ts";
import type { FollowHistory } from "./policy/follow-history.ts";
import type { FollowPolicy } from "./policy/follow-policy.ts";
import { type FaultContext, nextStep, type ReopenStep } from "./policy/next-step.ts";
import { meaningWhileDown } from "./policy/status-meaning.ts";

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
}

/** What the connections of a stream have shown so far. */
type Shown = Pick<FaultContext, "retryMs" | "wasUp">;

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
   * @param upMs how long a connection has been up now; undefined while none is
   */
  history(upMs: number | undefined): FollowHistory | undefined {
    return this.faults.kept(upMs, this.options.policy);
  }

  /**
   * @param link the connection that went wrong
   */
  on(broken: ConnectionBreak, link: Pick<Link, "upMs" | "resumed">, shown: Shown): Verdict {
    const { policy, random } = this.options;
    const context = this.contextOf(broken, link, shown);
    const step = nextStep(broken.fault, context, policy, random());
    switch (step.action) {
      case "reopen":
        this.faults.refreshed ||= step.refresh === true;
        this.faults.paused(Math.min(step.delayMs, this.askedMs(broken, context)), this.options.clock.now());
        return { kind: "reopen", step, reason: broken.reason };
      case "leave":
        return { kind: "closed" };
      case "refuse":
        if (broken.cause instanceof StreamRefusedError) return { kind: "refused", cause: broken.cause };
        throw broken.cause;
      case "exhaust":
        return { kind: "exhausted", cause: this.exhausted(step.limit, broken, context) };
    }
  }

  /** What the source asks for with a refusal. */
  private askedMs({ fault }: ConnectionBreak, { leastPauseMs }: FaultContext): number {
    if (fault.kind !== "refused") return 0;
    const { maxRetryAfterMs } = this.options.policy;
    return fault.retryAfterMs === undefined ? leastPauseMs : Math.min(maxRetryAfterMs, fault.retryAfterMs);
  }

  private contextOf(
    { fault }: ConnectionBreak,
    { upMs, resumed }: Pick<Link, "upMs" | "resumed">,
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
    const { inARow, refreshed } = faults;
    return {
      faultsInARow: inARow,
      downMs,
      resumed,
      refreshed,
      wasUp,
      goneMs: faults.goneMs(nowMs),
      leastPauseMs: fault.kind === "refused" ? faults.leastPauseMs(fault.status, policy) : 0,
      retryMs,
    };
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
