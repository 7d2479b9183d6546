import { FlushError } from "@unbounded-streams/event-sink";
import { FAILING } from "../checkers/check-pace.ts";
import type { InvocationRecord } from "../history.ts";
import { ALLOWANCE_MS, LOST_ANSWER_MARGIN_MS } from "../plan/allowances.ts";
import type { Random } from "../prng.ts";
import { SimulatedProcess } from "./process.ts";
import { TaskError } from "./task-error.ts";
import type { World } from "./world.ts";

/** What every invocation is told. */
export interface LambdaTurn {
  readonly holder: string;
  readonly expectedEpoch: number;
}

/** What the function answers, as far as that is looked at. */
interface Answer {
  readonly outcome: string;
  readonly handover?: { readonly proven: boolean } | undefined;
}

export interface LambdaOptions<Turn extends LambdaTurn> {
  readonly world: World;
  /** The function: runs in a process, and says when it has claimed its lease. */
  readonly handle: (
    process: SimulatedProcess,
    turn: Turn,
    remainingMs: number,
    onClaim: () => void,
  ) => Promise<Answer>;
  /** Where the faults of an invocation are written down, and whose lease says how long it pauses. Default: `world`. */
  readonly worldOf?: ((turn: Turn) => World) | undefined;
}

/** An invocation that runs. */
interface Running<Turn> {
  readonly turn: Turn;
  readonly process: SimulatedProcess;
  readonly record: InvocationRecord;
  /** What Step Functions is told; the first answer counts. */
  readonly answer: PromiseWithResolvers<unknown>;
}

/** Lambda: starts the function late, twice or not at all, ends it at its timeout, kills it, loses its answers. */
export class Lambda<Turn extends LambdaTurn> {
  private readonly world: World;
  private readonly handle: LambdaOptions<Turn>["handle"];
  private readonly worldOf: (turn: Turn) => World;
  private readonly random: Random;
  private readonly running = new Set<Running<Turn>>();
  private throttledUntilMs = 0;
  private failingUntilMs = 0;

  constructor({ world, handle, worldOf = () => world }: LambdaOptions<Turn>) {
    this.world = world;
    this.handle = handle;
    this.worldOf = worldOf;
    this.random = world.random.fork("lambda");
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
    await clock.pause(this.startMs(turn));
    if (random.chance(plan.lambda.crashAtStart)) {
      this.fault("crash at start", turn.holder, turn);
      throw new TaskError("Lambda.Unknown", "The runtime exited before the handler was called");
    }
    this.start(turn, answer);
    if (random.chance(plan.lambda.duplicate)) {
      this.fault("started twice", turn.holder, turn);
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
    this.fault("kill", victim.process.name, victim.turn);
    this.kill(victim, "Lambda.Unknown");
  }

  /** Tells Step Functions that one of them is dead; it goes on for so long, or to its own end. */
  makeZombie(durationMs: number): void {
    const victim = this.pickRunning();
    if (victim === undefined) return;
    this.world.history.kills += 1;
    this.fault("zombie", victim.process.name, victim.turn, durationMs);
    this.world.clock.after(this.random.integer(5, 60), () =>
      victim.answer.reject(new TaskError("Lambda.Unknown", "The invocation was lost")),
    );
    this.world.clock.after(durationMs, () => this.kill(victim, "Lambda.Unknown"));
  }

  /**
   * Lets one of them stand still for so long, from which it goes on as if nothing had been; undefined when there is none.
   *
   * @returns the name of its process
   */
  freezeOne(durationMs: number): string | undefined {
    const victim = this.pickRunning();
    victim?.process.freeze(durationMs);
    if (victim !== undefined) this.fault("freeze", victim.process.name, victim.turn, durationMs);
    return victim?.process.name;
  }

  /**
   * Until the next connection is up after what lasted for `durationMs`: the state machine pauses first, by the failures on
   * the lease and one more try in vain.
   */
  private fault(
    kind: string,
    who: string,
    turn: Turn,
    durationMs = 0,
    details: Record<string, unknown> = durationMs === 0 ? {} : { durationMs },
  ): void {
    const world = this.worldOf(turn);
    const failures = world.history.leaseChanges.at(-1)?.after.failures ?? 0;
    const pauseMs = failures === 0 ? 0 : 1_000 * 2 ** failures;
    const invocationMs = ALLOWANCE_MS.invocation + Math.min(ALLOWANCE_MS.longestPause, pauseMs);
    world.fault(kind, who, durationMs + invocationMs, details);
  }

  private startMs(turn: Turn): number {
    const { world, random } = this;
    if (!random.chance(world.plan.lambda.slowStart)) return random.integer(20, 800);
    const delayMs = random.integer(2_000, 8_000);
    this.fault("slow start", "lambda", turn, delayMs, { delayMs });
    return delayMs;
  }

  private start(turn: Turn, answer: PromiseWithResolvers<unknown>): void {
    const { world, random } = this;
    const { clockSkewMs } = world.plan.lambda;
    const id = `inv-${world.history.invocations.length + 1}`;
    const process = new SimulatedProcess(id, world, random.integer(-clockSkewMs, clockSkewMs));
    const record: InvocationRecord = { id, holder: turn.holder, startedAtMs: world.nowMs };
    world.history.invocations.push(record);
    const running = { turn, process, record, answer };
    this.running.add(running);
    const lifetimeMs = world.plan.relay.lifetimeSeconds * 1000;
    world.trace(id, "invoked", { holder: turn.holder, expectedEpoch: turn.expectedEpoch });
    process.after(lifetimeMs, () => this.timeOut(running));
    this.handle(process, turn, lifetimeMs, () => this.claimed(running)).then(
      (report) => this.returned(running, report),
      (error: Error) => this.threw(running, error),
    );
  }

  private claimed(running: Running<Turn>): void {
    if (this.world.nowMs < this.failingUntilMs) this.kill(running, "Lambda.Unknown");
  }

  private timeOut(running: Running<Turn>): void {
    this.fault("timeout", running.process.name, running.turn);
    this.kill(running, "Sandbox.Timedout");
  }

  private kill(running: Running<Turn>, errorName: string): void {
    if (!running.process.isAlive) return;
    this.over(running, "killed", errorName);
    this.world.clock.after(this.random.integer(5, 300), () =>
      running.answer.reject(new TaskError(errorName, "The invocation was killed")),
    );
  }

  private returned(running: Running<Turn>, report: Answer): void {
    running.record.proven = report.handover?.proven === true;
    this.over(running, "returned", report.outcome);
    this.answer(running, () => running.answer.resolve(JSON.parse(JSON.stringify(report))));
  }

  private threw(running: Running<Turn>, error: Error): void {
    this.over(running, error instanceof FlushError ? "lost-events" : "threw", error.name);
    const { message } = error;
    this.fault(`function threw ${error.name}`, running.process.name, running.turn, 0, { message });
    this.answer(running, () => running.answer.reject(new TaskError(error.name, error.message)));
  }

  private answer({ record, process, turn }: Running<Turn>, tell: () => void): void {
    const { world, random } = this;
    if (!random.chance(world.plan.lambda.lostAnswer)) {
      world.clock.after(random.integer(5, 60), tell);
      return;
    }
    const { lifetimeSeconds } = world.plan.relay;
    const hangsUntilMs = record.startedAtMs + lifetimeSeconds * 1000 + LOST_ANSWER_MARGIN_MS;
    this.fault("answer lost", process.name, turn, hangsUntilMs - world.nowMs, {});
  }

  private over(running: Running<Turn>, end: NonNullable<InvocationRecord["end"]>, result: string): void {
    const { record, process } = running;
    this.running.delete(running);
    process.exit();
    Object.assign(record, { end, result, endedAtMs: this.world.nowMs });
    this.world.trace(process.name, end, { result });
  }

  private pickRunning(): Running<Turn> | undefined {
    return this.running.size === 0 ? undefined : this.random.pick([...this.running]);
  }
}
