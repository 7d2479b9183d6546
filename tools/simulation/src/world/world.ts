import type { VirtualClock } from "../clock.ts";
import type { FaultRecord, History } from "../history.ts";
import type { RunPlan } from "../plan/run-plan.ts";
import type { Random } from "../prng.ts";
import type { Trace } from "../trace.ts";

/** What all parts of a simulated world share. */
export class World {
  readonly plan: RunPlan;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly history: History;
  private readonly writeTrace: Trace;
  private orders = 0;

  constructor(parts: { plan: RunPlan; clock: VirtualClock; random: Random; history: History; trace: Trace }) {
    this.plan = parts.plan;
    this.clock = parts.clock;
    this.random = parts.random;
    this.history = parts.history;
    this.writeTrace = parts.trace;
  }

  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** A number for each thing that happens: what happened later has a higher one, also within a millisecond. */
  nextOrder(): number {
    this.orders += 1;
    return this.orders;
  }

  trace(who: string, what: string, details?: Record<string, unknown>): void {
    this.writeTrace(this.nowMs, who, what, details);
  }

  /** Writes down that a fault was injected which may leave the stream without a connection for so long. */
  fault(kind: string, who: string, allowanceMs: number, details?: Record<string, unknown>): FaultRecord {
    const fault = { kind, fromMs: this.nowMs, untilMs: this.nowMs + allowanceMs };
    this.history.faults.push(fault);
    this.trace(who, `FAULT ${kind}`, details);
    return fault;
  }
}
