import { LeaseStoreError } from "@unbounded-streams/stream-lease";
import type { StreamConnection } from "@unbounded-streams/stream-reader";
import { Departure } from "./departure.ts";
import { EventIntake } from "./event-intake.ts";
import { type ConnectionEnd, endOfError, endOfFinish, requestOptions } from "./http-connection.ts";
import { LeaseHold } from "./lease-hold.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { FaultHistory, type NextStep, nextStep } from "./reconnect-policy.ts";
import { isTransientStatus } from "./refused-status.ts";
import type { FinishedConnection, RunConnectionOptions } from "./run-options.ts";
import type { System } from "./system.ts";
import { holderPace, type TimeBudget, timeBudget } from "./time-budget.ts";
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
  /** When the connection that is open came up. */
  private upAtMs: number | undefined;
  /** How long the last connection was up; undefined when it never was. */
  private upMs: number | undefined;
  private claimMs = 0;
  private connectMs = 0;
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
    this.cursor = options.resumeStart;
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
    if (failure !== undefined || end === undefined) {
      await this.keepBooks(failure);
      throw failure;
    }
    const settled = await this.settle(end);
    const report = this.report(settled, endedAtMs, this.system.now() - endedAtMs);
    this.options.log.info("connection over", { ...report });
    return settled.cause === undefined ? { report } : { report, cause: settled.cause };
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
    this.cursor = this.hold.checkpoint ?? this.cursor;
    const { intake, departure, system, budget, hold } = this;
    const pace = holderPace(lease.handoverLeadMs);
    const isConnected = () => this.upAtMs !== undefined;
    const parts = { hold, intake, departure, isConnected, system };
    this.keeper = new LeaseKeeper({ ...parts, budget, pace, connectionMode });
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
    const faults = new FaultHistory();
    let refresh = false;
    for (;;) {
      const end = await this.connectOnce(refresh);
      if (end.kind === "ended") return { outcome: "ended", signal: end.signal };
      if (end.kind === "fault") this.truncatedBytes += end.truncatedBytes;
      if (end.kind === "left" || this.departure.signal.aborted) return this.left();
      const { lease } = this.options;
      if (lease === undefined) return withoutLease(end);
      faults.add(this.upMs);
      const step = nextStep(end.fault, {
        faultsInARow: faults.inARow,
        refreshed: faults.refreshed,
        retryMs: this.retryMs,
        resumed: this.options.resume !== undefined && this.cursor !== undefined,
        single: lease.connectionMode === "single",
        maxDelayMs: lease.maxReconnectDelayMs,
        random: this.system.random(),
      });
      if (step.action === "refuse") return { outcome: "refused", reason: end.reason, cause: end.cause };
      refresh = step.refresh === true;
      faults.refreshed ||= refresh;
      if (!(await this.mayReopen(step, end.reason))) return this.left();
    }
  }

  /** Pauses, then looks whether the stream is still this connection's to open. */
  private async mayReopen(step: Extract<NextStep, { action: "reopen" }>, reason: string): Promise<boolean> {
    const { delayMs, forgetCursor = false } = step;
    if (forgetCursor) {
      this.cursor = undefined;
      this.resumesRefused += 1;
    }
    if (delayMs > 0) await this.system.sleep(delayMs, this.departure.signal);
    if (!this.departure.signal.aborted) await this.keeper?.check();
    if (this.departure.signal.aborted) return false;
    this.reconnects += 1;
    this.options.log.info("reconnecting", { reconnects: this.reconnects, delayMs, reason, forgetCursor });
    return true;
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
      if (response !== undefined && response.ended === undefined) this.connected(requestedAtMs);
      return await this.readAll(stream);
    } catch (error) {
      return endOfError(error);
    } finally {
      this.departure.signal.removeEventListener("abort", stop);
      this.upMs = this.upAtMs === undefined ? undefined : this.system.now() - this.upAtMs;
      this.upAtMs = undefined;
      await stream.close();
      this.bytesReceived += stream.bytesReceived;
      this.retryMs = stream.retryMs ?? this.retryMs;
    }
  }

  /** Confirms the first connection of the invocation: from then on the predecessor may go. */
  private connected(requestedAtMs: number): void {
    const nowMs = this.system.now();
    this.options.log.info("connected", { connectedAtMs: nowMs, epoch: this.hold?.epoch });
    this.upAtMs = nowMs;
    if (this.connectedAtMs !== undefined) return;
    this.connectedAtMs = nowMs;
    this.connectMs = nowMs - requestedAtMs;
    const { lease } = this.options;
    if (lease === undefined) return;
    this.intake.watchForOverlap(nowMs, lease.handoverLeadMs + OVERLAP_MARGIN_MS);
    this.keeper?.confirm();
  }

  private async readAll(stream: StreamConnection): Promise<ConnectionEnd> {
    const batches = stream.batches();
    for (;;) {
      const step = await batches.next();
      if (step.done) return endOfFinish(step.value);
      await this.intake.store(step.value);
      this.cursor = this.intake.lastId ?? this.cursor;
      this.keeper?.saveFirst();
    }
  }

  private left(): Ended {
    return { outcome: this.departure.outcome ?? "interrupted" };
  }

  /** Leaves the lease as it should be found: ended, failed, or with the last checkpoint. */
  private async settle(end: Ended): Promise<Ended> {
    const { hold, intake } = this;
    const { outcome, signal, reason } = end;
    if (hold === undefined) return end;
    const { counts, lastId } = intake;
    if (outcome !== "ended" && outcome !== "refused") {
      if (!this.keeper?.succeeded) await hold.advance(counts, lastId);
      return end;
    }
    const status = outcome === "ended" ? "ended" : "failed";
    const standing = await hold.finish(status, counts, lastId, signal ?? reason);
    const isStopped = standing.kind === "over" && standing.status === "stopped";
    if (isStopped) await hold.advance(counts, lastId);
    // What a source says to a connection that has lost the stream is no verdict on the stream.
    if (outcome === "refused" && isStopped) return { outcome: "stopped" };
    if (outcome === "refused" && standing.kind === "succeeded") return { outcome: "superseded" };
    return end;
  }

  /** After a failure that is not the lease's: everything is durable, so the next connection need not read it again. */
  private async keepBooks(failure: unknown): Promise<void> {
    if (this.hold === undefined || failure instanceof LeaseStoreError) return;
    try {
      await this.hold.advance(this.intake.counts, this.intake.lastId);
    } catch (error) {
      this.options.log.info("checkpoint not written", { error: String(error) });
    }
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
        confirmMs: Math.max(0, (keeper?.confirmedAtMs ?? 0) - (connectedAtMs ?? 0)),
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
