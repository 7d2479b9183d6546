import type { ConnectionReport } from "@unbounded-streams/connection-manager";
import { FlushError } from "@unbounded-streams/event-sink";
import { FAILING } from "../checkers/check-pace.ts";
import type { InvocationRecord } from "../history.ts";
import { ALLOWANCE_MS, LOST_ANSWER_MARGIN_MS } from "../plan/allowances.ts";
import type { Random } from "../prng.ts";
import { connectionFunction, type FunctionWorld, type Turn } from "./connection-function.ts";
import { SimulatedProcess } from "./process.ts";
import { TaskError } from "./task-error.ts";
import type { World } from "./world.ts";

/** An invocation that runs. */
interface Running {
  readonly process: SimulatedProcess;
  readonly record: InvocationRecord;
  /** What Step Functions is told; the first answer counts. */
  readonly answer: PromiseWithResolvers<unknown>;
}

/** Lambda: starts the function late, twice or not at all, ends it at its timeout, kills it, loses its answers. */
export class Lambda {
  private readonly parts: FunctionWorld;
  private readonly world: World;
  private readonly random: Random;
  private readonly running = new Set<Running>();
  private throttledUntilMs = 0;
  private failingUntilMs = 0;

  constructor(parts: FunctionWorld) {
    this.parts = parts;
    this.world = parts.world;
    this.random = parts.world.random.fork("lambda");
  }

  get runningCount(): number {
    return this.running.size;
  }

  /**
   * One synchronous invocation.
   *
   * @throws TaskError under the name that Step Functions gives the error
   */
  async invoke(turn: Turn): Promise<unknown> {
    const { world, random } = this;
    const { clock, plan } = world;
    await clock.pause(random.integer(5, 60));
    if (world.nowMs < this.throttledUntilMs) {
      throw new TaskError("Lambda.TooManyRequestsException", "Rate Exceeded.");
    }
    const answer = Promise.withResolvers<unknown>();
    answer.promise.catch(() => undefined);
    await clock.pause(this.startMs());
    if (random.chance(plan.lambda.crashAtStart)) {
      world.fault("crash at start", turn.holder, this.invocationMs);
      throw new TaskError("Lambda.Unknown", "The runtime exited before the handler was called");
    }
    this.start(turn, answer);
    if (random.chance(plan.lambda.duplicate)) {
      world.fault("started twice", turn.holder, this.invocationMs);
      clock.after(random.integer(1, 2_000), () => this.start(turn, answer));
    }
    return answer.promise;
  }

  /** Turns invocations away from now on, for so long. */
  startThrottling(durationMs: number): void {
    this.throttledUntilMs = Math.max(this.throttledUntilMs, this.world.nowMs + durationMs);
    this.world.fault("throttle", "lambda", durationMs + ALLOWANCE_MS.throttle, { durationMs });
  }

  /** Lets every connection fail right after its claim from now on, for so long. */
  startFailing(durationMs: number): void {
    const { world } = this;
    this.failingUntilMs = Math.max(this.failingUntilMs, world.nowMs + durationMs);
    const allowanceMs = durationMs + ALLOWANCE_MS.longestPause + ALLOWANCE_MS.invocation;
    const fault = world.fault(FAILING, "lambda", allowanceMs, { durationMs });
    Object.assign(fault, { failingUntilMs: this.failingUntilMs });
  }

  /** Kills one of the running invocations. */
  killOne(): void {
    const victim = this.pickRunning();
    if (victim === undefined) return;
    this.world.history.kills += 1;
    this.world.fault("kill", victim.process.name, this.invocationMs);
    this.kill(victim, "Lambda.Unknown");
  }

  /** Tells Step Functions that one of them is dead; it goes on for so long, or to its own end. */
  makeZombie(durationMs: number): void {
    const victim = this.pickRunning();
    if (victim === undefined) return;
    this.world.history.kills += 1;
    this.world.fault("zombie", victim.process.name, durationMs + this.invocationMs, { durationMs });
    this.world.clock.after(this.random.integer(5, 60), () =>
      victim.answer.reject(new TaskError("Lambda.Unknown", "The invocation was lost")),
    );
    this.world.clock.after(durationMs, () => this.kill(victim, "Lambda.Unknown"));
  }

  /** Until the next connection is up: the state machine pauses first, by the failures on the lease and one more try in vain. */
  private get invocationMs(): number {
    const failures = this.world.history.leaseChanges.at(-1)?.after.failures ?? 0;
    const pauseMs = failures === 0 ? 0 : 1_000 * 2 ** failures;
    return ALLOWANCE_MS.invocation + Math.min(ALLOWANCE_MS.longestPause, pauseMs);
  }

  private startMs(): number {
    const { world, random } = this;
    if (!random.chance(world.plan.lambda.slowStart)) return random.integer(20, 800);
    const delayMs = random.integer(2_000, 8_000);
    world.fault("slow start", "lambda", delayMs + this.invocationMs, { delayMs });
    return delayMs;
  }

  private start(turn: Turn, answer: PromiseWithResolvers<unknown>): void {
    const { world, random } = this;
    const { clockSkewMs } = world.plan.lambda;
    const id = `inv-${world.history.invocations.length + 1}`;
    const process = new SimulatedProcess(id, world, random.integer(-clockSkewMs, clockSkewMs));
    const record: InvocationRecord = { id, holder: turn.holder, startedAtMs: world.nowMs };
    world.history.invocations.push(record);
    const running = { process, record, answer };
    this.running.add(running);
    const lifetimeMs = world.plan.relay.lifetimeSeconds * 1000;
    world.trace(id, "invoked", { holder: turn.holder, expectedEpoch: turn.expectedEpoch });
    process.after(lifetimeMs, () => this.timeOut(running));
    const parts = { ...this.parts, onClaim: () => this.claimed(running) };
    connectionFunction(parts, process, turn, lifetimeMs).then(
      (report) => this.returned(running, report),
      (error: Error) => this.threw(running, error),
    );
  }

  private claimed(running: Running): void {
    if (this.world.nowMs < this.failingUntilMs) this.kill(running, "Lambda.Unknown");
  }

  private timeOut(running: Running): void {
    this.world.fault("timeout", running.process.name, this.invocationMs);
    this.kill(running, "Sandbox.Timedout");
  }

  private kill(running: Running, errorName: string): void {
    if (!running.process.isAlive) return;
    this.over(running, "killed", errorName);
    this.world.clock.after(this.random.integer(5, 300), () =>
      running.answer.reject(new TaskError(errorName, "The invocation was killed")),
    );
  }

  private returned(running: Running, report: ConnectionReport): void {
    running.record.proven = report.handover?.proven === true;
    this.over(running, "returned", report.outcome);
    this.answer(running, () => running.answer.resolve(JSON.parse(JSON.stringify(report))));
  }

  private threw(running: Running, error: Error): void {
    this.over(running, error instanceof FlushError ? "lost-events" : "threw", error.name);
    this.world.fault(`function threw ${error.name}`, running.process.name, this.invocationMs, {
      message: error.message,
    });
    this.answer(running, () => running.answer.reject(new TaskError(error.name, error.message)));
  }

  private answer({ record, process }: Running, tell: () => void): void {
    const { world, random } = this;
    if (!random.chance(world.plan.lambda.lostAnswer)) {
      world.clock.after(random.integer(5, 60), tell);
      return;
    }
    const { lifetimeSeconds } = world.plan.relay;
    const hangsUntilMs = record.startedAtMs + lifetimeSeconds * 1000 + LOST_ANSWER_MARGIN_MS;
    world.fault("answer lost", process.name, hangsUntilMs - world.nowMs + this.invocationMs);
  }

  private over(running: Running, end: NonNullable<InvocationRecord["end"]>, result: string): void {
    const { record, process } = running;
    this.running.delete(running);
    process.exit();
    Object.assign(record, { end, result, endedAtMs: this.world.nowMs });
    this.world.trace(process.name, end, { result });
  }

  private pickRunning(): Running | undefined {
    return this.running.size === 0 ? undefined : this.random.pick([...this.running]);
  }
}
