import { LeaseStoreError } from "@unbounded-streams/stream-lease";
import {
  type ConnectionEvent,
  type FollowedStream,
  followStream,
  type ReopenStep,
} from "@unbounded-streams/stream-reader";
import { ConnectionMeter } from "./connection-meter.ts";
import { Departure } from "./departure.ts";
import { EventIntake } from "./event-intake.ts";
import { LeaseHold } from "./lease-hold.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { unconnectedSinceMs } from "./predecessor.ts";
import { type Ended, endOfFinish, policyOf } from "./relay-stream.ts";
import type { FinishedConnection, RunConnectionOptions } from "./run-options.ts";
import type { System } from "./system.ts";
import { holderPace, type TimeBudget, timeBudget } from "./time-budget.ts";
import type { ConnectionOutcome, ConnectionReport } from "./types.ts";

/** How long after the handover lead events of the predecessor may still be met; 1 s. */
const OVERLAP_MARGIN_MS = 1_000;

/** How often metrics are emitted; 60 s. */
const DEFAULT_METRICS_INTERVAL_MS = 60_000;

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
  private meter: ConnectionMeter | undefined;
  private hold: LeaseHold | undefined;
  private stream: FollowedStream | undefined;
  private connectedAtMs: number | undefined;
  /** Whether a connection is up now. */
  private isUp = false;
  private claimMs = 0;
  private connectMs = 0;

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
    let outcome: ConnectionOutcome | undefined;
    try {
      const finished = await this.holdAndSettle();
      outcome = finished.report.outcome;
      return finished;
    } finally {
      this.meter?.finish({ outcome, successorConnectedAtMs: this.keeper?.successorConnectedAtMs });
    }
  }

  private async holdAndSettle(): Promise<FinishedConnection> {
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
    const { lease, streamId, log, onMetrics } = this.options;
    if (lease === undefined || this.budget === undefined) return undefined;
    const { store, holder, claimId, expectedEpoch, connectionMode } = lease;
    const { handoverAtMs, expiresAtMs } = this.budget;
    const before = onMetrics && (await store.read(streamId));
    const result = await store.claim({ streamId, holder, claimId, expectedEpoch, handoverAtMs, expiresAtMs });
    this.claimMs = this.system.now() - this.startedAtMs;
    if (!result.ok) {
      const status = result.lease?.status;
      log.info("claim lost", { holder, expectedEpoch, to: result.lease?.holder, status });
      return { outcome: status === "ended" || status === "stopped" ? status : "superseded" };
    }
    this.hold = new LeaseHold({ store, lease: result.lease, claimId });
    const { intake, departure, system, budget, hold } = this;
    const pace = holderPace(lease.handoverLeadMs);
    const isConnected = () => this.isUp;
    const parts = { hold, intake, departure, isConnected, system };
    this.keeper = new LeaseKeeper({ ...parts, budget, pace, connectionMode });
    const { startedAtMs: claimedAtMs } = this;
    const { handoverLeadMs } = lease;
    const isOfClaim = before?.epoch === expectedEpoch;
    this.measure(isOfClaim ? unconnectedSinceMs(before, { holder, claimedAtMs, handoverLeadMs }) : undefined);
    log.info("claimed", { holder, epoch: this.hold.epoch, ...this.budget });
    return undefined;
  }

  private measure(gapSinceMs: number | undefined): void {
    const { onMetrics: emit, metricsIntervalMs: intervalMs = DEFAULT_METRICS_INTERVAL_MS } = this.options;
    if (emit === undefined) return;
    const counters = () => ({ ...this.intake.counters, reconnects: this.reconnects });
    this.meter = new ConnectionMeter({ emit, intervalMs, counters, system: this.system }, gapSinceMs);
  }

  private get reconnects(): number {
    return Math.max(0, (this.stream?.totals.connections ?? 0) - 1);
  }

  private startExpiry(): (() => void) | undefined {
    if (this.budget === undefined) return undefined;
    const delayMs = Math.max(0, this.budget.stopAtMs - this.system.now());
    return this.system.startTimer(() => this.departure.leave("expired"), delayMs);
  }

  /** Follows the stream, over one connection after the other, until there is an outcome. */
  private async holdStream(): Promise<Ended> {
    const { departure, intake } = this;
    const stream = this.follow();
    this.stream = stream;
    const stop = () => stream.stop();
    departure.signal.addEventListener("abort", stop, { once: true });
    if (departure.signal.aborted) stop();
    try {
      for await (const frames of stream.batches()) {
        await intake.store(frames);
        // What the sink has taken need not be sent again within this invocation; the checkpoint waits until it is durable.
        if (intake.lastId !== undefined) stream.acknowledge(intake.lastId);
        this.keeper?.saveFirst();
      }
    } catch (error) {
      if (endOfFinish(stream.finish) === undefined) throw error;
    } finally {
      departure.signal.removeEventListener("abort", stop);
      await stream.close();
    }
    return endOfFinish(stream.finish) ?? { outcome: departure.outcome ?? "interrupted" };
  }

  private follow(): FollowedStream {
    const { stream: request, open, resume = false, resumeStart, lease } = this.options;
    const { system } = this;
    const cursor = this.hold?.checkpoint ?? resumeStart;
    return followStream({
      ...request,
      ...(cursor === undefined ? {} : { cursor }),
      resume,
      acknowledge: "manual",
      policy: policyOf(lease),
      open,
      onConnection: (event) => this.note(event),
      beforeReopen: (step) => this.mayReopen(step),
      clock: system,
      sleep: (ms, signal) => system.sleep(ms, signal),
      random: () => system.random(),
    });
  }

  private note(event: ConnectionEvent): void {
    this.isUp = event.kind === "open";
    this.meter?.note(event);
    if (event.kind === "open") this.connected(event);
  }

  /** Looks whether the stream is still this connection's to open. */
  private async mayReopen(step: ReopenStep & { reason: string }): Promise<boolean> {
    await this.keeper?.check();
    if (this.departure.signal.aborted) return false;
    const { delayMs, reason, forgetCursor } = step;
    const reconnects = this.stream?.totals.connections;
    this.options.log.info("reconnecting", {
      reconnects,
      delayMs,
      reason,
      forgetCursor: forgetCursor === true,
    });
    return true;
  }

  /** Confirms the first connection of the invocation: from then on the predecessor may go. */
  private connected({ atMs, connectMs }: Extract<ConnectionEvent, { kind: "open" }>): void {
    this.options.log.info("connected", { connectedAtMs: atMs, epoch: this.hold?.epoch });
    if (this.connectedAtMs !== undefined) return;
    this.connectedAtMs = atMs;
    this.connectMs = connectMs;
    const { lease } = this.options;
    if (lease === undefined) return;
    this.intake.watchForOverlap(atMs, lease.handoverLeadMs + OVERLAP_MARGIN_MS);
    this.keeper?.confirm();
  }

  /** Leaves the lease as it should be found: ended, failed, or with the last checkpoint. */
  private async settle(end: Ended): Promise<Ended> {
    const { hold, intake } = this;
    const { outcome, signal, reason } = end;
    if (hold === undefined) return end;
    const { counts, checkpoint } = intake;
    if (outcome !== "ended" && outcome !== "refused") {
      if (!this.keeper?.succeeded) await hold.advance(counts, checkpoint);
      return end;
    }
    const status = outcome === "ended" ? "ended" : "failed";
    const standing = await hold.finish(status, counts, checkpoint, signal ?? reason);
    const isStopped = standing.kind === "over" && standing.status === "stopped";
    if (isStopped) await hold.advance(counts, checkpoint);
    // What a source says to a connection that has lost the stream is no verdict on the stream.
    if (outcome === "refused" && isStopped) return { outcome: "stopped" };
    if (outcome === "refused" && standing.kind === "succeeded") return { outcome: "superseded" };
    return end;
  }

  /** After a failure that is not the lease's: everything is durable, so the next connection need not read it again. */
  private async keepBooks(failure: unknown): Promise<void> {
    if (this.hold === undefined || failure instanceof LeaseStoreError) return;
    try {
      await this.hold.advance(this.intake.counts, this.intake.checkpoint);
    } catch (error) {
      this.options.log.info("checkpoint not written", { error: String(error) });
    }
  }

  private report({ outcome, signal, reason }: Ended, endedAtMs: number, flushMs: number): ConnectionReport {
    const { connectedAtMs, hold, intake, keeper } = this;
    const { handover } = intake;
    const totals = this.stream?.totals;
    return {
      outcome,
      streamId: this.options.streamId,
      ...(signal === undefined ? {} : { signal }),
      ...(reason === undefined ? {} : { reason }),
      ...(hold === undefined ? {} : { epoch: hold.epoch }),
      ...intake.counts,
      deadLettered: intake.counters.deadLettered,
      bytesReceived: totals?.bytesReceived ?? 0,
      truncatedBytes: totals?.truncatedBytes ?? 0,
      reconnects: this.reconnects,
      resumesRefused: totals?.cursorsForgotten ?? 0,
      ...(intake.checkpoint === undefined ? {} : { checkpoint: intake.checkpoint }),
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
