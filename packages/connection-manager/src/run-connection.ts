import type { StreamConnection } from "@unbounded-streams/stream-reader";
import { Departure } from "./departure.ts";
import { EventIntake } from "./event-intake.ts";
import { type ConnectionEnd, endOfError, endOfFinish, requestOptions } from "./http-connection.ts";
import { LeaseHold } from "./lease-hold.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { type NextStep, nextStep } from "./reconnect-policy.ts";
import { isTransientStatus } from "./refused-status.ts";
import type { FinishedConnection, RunConnectionOptions } from "./run-options.ts";
import type { System } from "./system.ts";
import { type TimeBudget, timeBudget } from "./time-budget.ts";
import type { ConnectionOutcome, ConnectionReport } from "./types.ts";

/** How long after the handover lead events of the predecessor may still be met; 1 s. */
const OVERLAP_MARGIN_MS = 1_000;

/**
 * Holds a stream until it is over, until another connection has taken it, or until the invocation's time is up, and
 * stores every event. When it resolves, everything received is durable.
 *
 * @throws FlushError of `@unbounded-streams/event-sink` when an event could not be stored
 * @throws LeaseStoreError of `@unbounded-streams/stream-lease` when the lease can be neither read nor written
 * @throws StreamError of `@unbounded-streams/stream-reader` for data that every connection would meet again
 */
export function runConnection(options: RunConnectionOptions): Promise<FinishedConnection> {
  return new Connection(options).run();
}

class Connection {
  private readonly options: RunConnectionOptions;
  private readonly system: System;
  private readonly intake: EventIntake;
  private readonly departure = new Departure();
  private readonly budget: TimeBudget | undefined;
  private readonly startedAtMs: number;
  private keeper: LeaseKeeper | undefined;
  private hold: LeaseHold | undefined;
  private cursor: string | undefined;
  private connectedAtMs: number | undefined;
  private claimMs = 0;
  private connectMs = 0;
  private confirmMs = 0;
  private bytesReceived = 0;
  private truncatedBytes = 0;
  private reconnects = 0;
  private resumesRefused = 0;
  private retryMs: number | undefined;

  constructor(options: RunConnectionOptions) {
    const { system, lease, eventId, logEvents = false } = options;
    this.options = options;
    this.system = system;
    this.startedAtMs = system.now();
    this.intake = new EventIntake({ ...options, eventId, logEvents, now: () => system.now() });
    this.budget = lease === undefined ? undefined : timeBudget({ nowMs: this.startedAtMs, ...lease });
  }

  async run(): Promise<FinishedConnection> {
    const lost = await this.claim();
    if (lost !== undefined) return { report: this.report(lost, this.system.now(), 0) };
    const done = new AbortController();
    const keeping = this.keeper?.keep(done.signal);
    const stopTimer = this.startExpiry();
    let end: Ended | undefined;
    let failure: unknown;
    try {
      end = await this.holdStream();
    } catch (error) {
      failure = error;
    } finally {
      stopTimer?.();
      done.abort();
    }
    const endedAtMs = this.system.now();
    await keeping;
    await this.intake.flush();
    failure ??= this.departure.error;
    if (failure !== undefined || end === undefined) throw failure;
    await this.settle(end);
    const report = this.report(end, endedAtMs, this.system.now() - endedAtMs);
    this.options.log.info("connection over", { ...report });
    return end.cause === undefined ? { report } : { report, cause: end.cause };
  }

  /** Claims the lease, if there is one; gives the outcome of a lost claim. */
  private async claim(): Promise<Ended | undefined> {
    const { lease, streamId, log } = this.options;
    if (lease === undefined || this.budget === undefined) return undefined;
    const { store, holder, claimId, expectedEpoch, connectionMode } = lease;
    const { handoverAtMs, expiresAtMs } = this.budget;
    const result = await store.claim({ streamId, holder, claimId, expectedEpoch, handoverAtMs, expiresAtMs });
    this.claimMs = this.system.now() - this.startedAtMs;
    if (!result.ok) {
      const status = result.lease?.status;
      log.info("claim lost", { holder, expectedEpoch, to: result.lease?.holder, status });
      return { outcome: status === "ended" || status === "stopped" ? status : "superseded" };
    }
    this.hold = new LeaseHold({ store, lease: result.lease, claimId });
    this.cursor = this.hold.checkpoint;
    const { intake, departure, system, budget, hold } = this;
    this.keeper = new LeaseKeeper({ hold, budget, connectionMode, intake, departure, system });
    log.info("claimed", { holder, epoch: this.hold.epoch, ...this.budget });
    return undefined;
  }

  private startExpiry(): (() => void) | undefined {
    if (this.budget === undefined) return undefined;
    const delayMs = Math.max(0, this.budget.stopAtMs - this.system.now());
    return this.system.startTimer(() => this.departure.leave("expired"), delayMs);
  }

  /** One connection after the other, until there is an outcome. */
  private async holdStream(): Promise<Ended> {
    let faultsInARow = 0;
    let refreshed = false;
    for (;;) {
      const receivedBefore = this.intake.counts.received;
      const end = await this.connectOnce(refreshed);
      if (end.kind === "ended") return { outcome: "ended", signal: end.signal };
      if (end.kind === "left" || this.departure.signal.aborted) return this.left();
      this.truncatedBytes += end.truncatedBytes;
      const { lease } = this.options;
      if (lease === undefined) return withoutLease(end);
      if (this.intake.counts.received > receivedBefore) {
        faultsInARow = 0;
        refreshed = false;
      }
      faultsInARow += 1;
      const step = nextStep(end.fault, {
        ...{ faultsInARow, refreshed, retryMs: this.retryMs },
        resumed: this.options.resume !== undefined && this.cursor !== undefined,
        maxDelayMs: lease.maxReconnectDelayMs,
        random: this.system.random(),
      });
      if (step.action === "refuse") return { outcome: "refused", reason: end.reason, cause: end.cause };
      refreshed ||= step.refresh === true;
      if (!(await this.mayReopen(step, end.reason))) return this.left();
    }
  }

  /** Pauses, then looks whether the stream is still this connection's to open. */
  private async mayReopen(step: Extract<NextStep, { action: "reopen" }>, reason: string): Promise<boolean> {
    const { delayMs, forgetCursor = false } = step;
    this.options.log.info("reconnecting", { delayMs, reason, forgetCursor });
    if (forgetCursor) {
      this.cursor = undefined;
      this.resumesRefused += 1;
    }
    if (delayMs > 0) await this.system.sleep(delayMs, this.departure.signal);
    if (!this.departure.signal.aborted) await this.keeper?.check();
    if (this.keeper?.succeeded) this.departure.leave("superseded");
    this.reconnects += 1;
    return !this.departure.signal.aborted;
  }

  /** One HTTP connection, from its request to its end. */
  private async connectOnce(refresh: boolean): Promise<ConnectionEnd> {
    const { stream: request, open, resume } = this.options;
    const stream = open({ ...requestOptions(request, refresh, resume, this.cursor), clock: this.system });
    const stop = () => stream.stop();
    this.departure.signal.addEventListener("abort", stop, { once: true });
    if (this.departure.signal.aborted) stop();
    try {
      const requestedAtMs = this.system.now();
      const response = await stream.open();
      if (response !== undefined && response.ended === undefined) await this.connected(requestedAtMs);
      return await this.readAll(stream);
    } catch (error) {
      return endOfError(error);
    } finally {
      this.departure.signal.removeEventListener("abort", stop);
      await stream.close();
      this.bytesReceived += stream.bytesReceived;
      this.retryMs = stream.retryMs ?? this.retryMs;
    }
  }

  /** Confirms the first connection of the invocation: from then on the predecessor may go. */
  private async connected(requestedAtMs: number): Promise<void> {
    const nowMs = this.system.now();
    this.options.log.info("connected", { connectedAtMs: nowMs, epoch: this.hold?.epoch });
    if (this.connectedAtMs !== undefined) return;
    this.connectedAtMs = nowMs;
    this.connectMs = nowMs - requestedAtMs;
    const { lease } = this.options;
    if (lease === undefined) return;
    this.intake.watchForOverlap(nowMs, lease.handoverLeadMs + OVERLAP_MARGIN_MS);
    await this.keeper?.confirm();
    this.confirmMs = this.system.now() - nowMs;
  }

  private async readAll(stream: StreamConnection): Promise<ConnectionEnd> {
    const batches = stream.batches();
    for (;;) {
      const step = await batches.next();
      if (step.done) return endOfFinish(step.value);
      await this.intake.store(step.value);
      this.cursor = this.intake.lastId ?? this.cursor;
    }
  }

  private left(): Ended {
    return { outcome: this.departure.outcome ?? "interrupted" };
  }

  /** Leaves the lease as it should be found: ended, failed, or with the last checkpoint. */
  private async settle({ outcome, signal, reason }: Ended): Promise<void> {
    const { hold, intake } = this;
    if (hold === undefined) return;
    const { counts, lastId } = intake;
    if (outcome === "ended") await hold.finish("ended", counts, lastId, signal);
    else if (outcome === "refused") await hold.finish("failed", counts, lastId, reason);
    else if (!this.keeper?.succeeded) await hold.advance(counts, lastId);
  }

  private report({ outcome, signal, reason }: Ended, endedAtMs: number, flushMs: number): ConnectionReport {
    const { connectedAtMs, hold, intake, keeper } = this;
    const { handover } = intake;
    return {
      outcome,
      streamId: this.options.streamId,
      ...(signal === undefined ? {} : { signal }),
      ...(reason === undefined ? {} : { reason }),
      ...(hold === undefined ? {} : { epoch: hold.epoch }),
      ...intake.counts,
      bytesReceived: this.bytesReceived,
      truncatedBytes: this.truncatedBytes,
      reconnects: this.reconnects,
      resumesRefused: this.resumesRefused,
      ...(intake.lastId === undefined ? {} : { checkpoint: intake.lastId }),
      ...(handover === undefined ? {} : { handover }),
      startedAtMs: this.startedAtMs,
      ...(connectedAtMs === undefined ? {} : { connectedAtMs }),
      endedAtMs,
      phases: {
        claimMs: this.claimMs,
        connectMs: this.connectMs,
        confirmMs: this.confirmMs,
        readMs: connectedAtMs === undefined ? 0 : endedAtMs - connectedAtMs,
        drainMs: keeper?.supersededAtMs === undefined ? 0 : endedAtMs - keeper.supersededAtMs,
        flushMs,
      },
    };
  }
}

/** How an invocation's stream came out. */
interface Ended {
  readonly outcome: ConnectionOutcome;
  readonly signal?: string;
  readonly reason?: string;
  readonly cause?: Error | undefined;
}

function withoutLease({ fault, reason, cause }: Extract<ConnectionEnd, { kind: "fault" }>): Ended {
  const isFinal = fault.kind === "refused" && !isTransientStatus(fault.status);
  return { outcome: isFinal ? "refused" : "interrupted", reason, cause };
}
