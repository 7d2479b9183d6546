import type { VirtualClock } from "../clock.ts";
import type { FaultRecord, History } from "../history.ts";
import type { RunPlan } from "../plan/run-plan.ts";
import type { Random } from "../prng.ts";
import type { Trace } from "../trace.ts";

export interface WorldOptions {
  readonly plan: RunPlan;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly history: History;
  readonly trace: Trace;
  /** Shared by worlds that are parts of one: counts what happens. */
  readonly orders?: { count: number } | undefined;
}

/** What all parts of a simulated world share. */
export class World {
  readonly plan: RunPlan;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly history: History;
  private readonly writeTrace: Trace;
  private readonly orders: { count: number };

  constructor({ plan, clock, random, history, trace, orders = { count: 0 } }: WorldOptions) {
    this.plan = plan;
    this.clock = clock;
    this.random = random;
    this.history = history;
    this.writeTrace = trace;
    this.orders = orders;
  }

  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** A number for each thing that happens: what happened later has a higher one, also within a millisecond. */
  nextOrder(): number {
    this.orders.count += 1;
    return this.orders.count;
  }

  trace(who: string, what: string, details?: Record<string, unknown>): void {
    this.writeTrace(this.nowMs, who, what, details);
  }

  /** Writes down that a fault was injected which may leave the stream without a connection for so long. */
  fault(kind: string, who: string, allowanceMs: number, details?: Record<string, unknown>): FaultRecord {
    const fault = { kind, who, fromMs: this.nowMs, untilMs: this.nowMs + allowanceMs };
    this.history.faults.push(fault);
    this.trace(who, `FAULT ${kind}`, details);
    return fault;
  }
}
