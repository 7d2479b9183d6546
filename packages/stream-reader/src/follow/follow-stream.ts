import { openStream } from "../connection/open-stream.ts";
import { StreamIdleError } from "../errors/body-errors.ts";
import { StreamConsumedError } from "../errors/caller-errors.ts";
import { StreamExhaustedError } from "../errors/follow-errors.ts";
import { StreamRefusedError } from "../errors/response-errors.ts";
import type { Frame } from "../framing/frames/frame.ts";
import { type Clock, systemClock } from "../system.ts";
import type { ConnectionBreak } from "./connection-end.ts";
import { type ConnectionEvent, publishEvent } from "./connection-event.ts";
import { ConnectionRequests } from "./connection-requests.ts";
import type { FollowedStream, FollowFinish, FollowStreamOptions, FollowTotals } from "./follow-options.ts";
import { type FollowSettings, followSettings } from "./follow-settings.ts";
import { Link } from "./link.ts";
import { FaultHistory } from "./policy/fault-history.ts";
import { type FaultContext, nextStep, type ReopenStep } from "./policy/next-step.ts";
import { Progress } from "./resume/progress.ts";
import { sleep } from "./sleep.ts";

/**
 * Follows a stream over as many connections as it takes, one at a time: what drops is opened again by a policy that is
 * plain data, and goes on after the last acknowledged frame. Nothing is requested before the first step of an iteration.
 *
 * @example
 * const stream = followStream({ url, format: sse(), policy: { maxElapsedMs: 600_000 } });
 * for await (const frame of stream) console.log(frame.text);
 * console.log(stream.finish, stream.cursor);
 *
 * @throws StreamOptionError that lists all that is wrong with the options
 */
export function followStream(options: FollowStreamOptions): FollowedStream {
  return new FollowedHttpStream(options);
}

class FollowedHttpStream implements FollowedStream {
  finish: FollowFinish | undefined;
  retryMs: number | undefined;
  private readonly options: FollowStreamOptions;
  private readonly settings: FollowSettings;
  private readonly clock: Clock;
  private readonly requests: ConnectionRequests;
  private readonly progress: Progress;
  private readonly faults = new FaultHistory();
  private readonly leaving = new AbortController();
  /** The connection that is open, or being opened. */
  private link: Link | undefined;
  private readonly sums = {
    connections: 0,
    bytesReceived: 0,
    truncatedRecords: 0,
    truncatedBytes: 0,
    cursorsForgotten: 0,
  };
  private consumed = false;
  private failed = false;

  constructor(options: FollowStreamOptions) {
    this.options = options;
    this.settings = followSettings(options);
    this.clock = options.clock ?? systemClock;
    const { acknowledgement, readCursor } = this.settings;
    this.progress = new Progress(acknowledgement, readCursor, options.cursor);
    this.requests = new ConnectionRequests(options, this.settings, this.clock);
    openStream(this.requests.next({ attempt: 1, refresh: false, cursor: options.cursor }));
  }

  get cursor(): string | undefined {
    return this.progress.cursor;
  }

  get totals(): FollowTotals {
    const bytesReceived = this.sums.bytesReceived + (this.link?.connection.bytesReceived ?? 0);
    return { ...this.sums, bytesReceived };
  }

  acknowledge(position: string | Frame): void {
    this.progress.acknowledge(position);
  }

  stop(): void {
    this.leaving.abort();
    this.link?.connection.stop();
  }

  async close(): Promise<void> {
    this.leaving.abort();
    await this.link?.close();
    if (!this.failed) this.finish ??= { kind: "aborted" };
  }

  batches(): AsyncGenerator<Frame[], FollowFinish, void> {
    if (this.consumed) throw new StreamConsumedError();
    this.consumed = true;
    return this.closedOnReturn(this.read());
  }

  [Symbol.asyncIterator](): AsyncGenerator<Frame, FollowFinish, void> {
    return this.closedOnReturn(this.readSingly());
  }

  private async *readSingly(): AsyncGenerator<Frame, FollowFinish, void> {
    const batches = this.batches();
    try {
      for (;;) {
        const step = await batches.next();
        if (step.done) return step.value;
        let taken = 0;
        for (const frame of step.value) {
          yield frame;
          taken += 1;
          this.progress.took(taken);
        }
      }
    } finally {
      await batches.return({ kind: "aborted" });
    }
  }

  /**
   * A generator that was never started runs no `finally`, and one that waits would sit it out: leaving must finish the
   * stream all the same, at once.
   */
  private closedOnReturn<T>(
    generator: AsyncGenerator<T, FollowFinish, void>,
  ): AsyncGenerator<T, FollowFinish, void> {
    const leave = generator.return.bind(generator);
    generator.return = async (value) => {
      const [step] = await Promise.all([leave(value), this.close()]);
      return step;
    };
    return generator;
  }

  private async *read(): AsyncGenerator<Frame[], FollowFinish, void> {
    const { signal } = this.options;
    const onAbort = () => this.abort();
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      let step: ReopenStep | undefined;
      for (;;) {
        if (this.leaving.signal.aborted) return this.finished({ kind: "aborted" });
        const link = this.connect(step);
        for (;;) {
          const frames = await link.next();
          if (frames === undefined) break;
          this.progress.handOver(frames);
          yield frames;
          this.progress.took(frames.length);
        }
        await this.release();
        const next = await this.after(link);
        if (next.kind !== "reopen") return this.finished(next);
        step = next.step;
      }
    } catch (error) {
      this.failed = true;
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      await this.release();
      if (!this.failed) this.finish ??= { kind: "aborted" };
    }
  }

  /** Frees the socket at once; the iteration finds the connection over, and tells of it. */
  private abort(): void {
    this.leaving.abort();
    this.link?.connection.close().catch(() => {
      // What made opening fail, the iteration hears from its own step.
    });
  }

  private connect(step: ReopenStep | undefined): Link {
    const { open = openStream } = this.options;
    this.sums.connections += 1;
    const attempt = this.sums.connections;
    const refresh = step?.refresh === true;
    const { cursor } = this;
    this.link = new Link({
      connection: open(this.requests.next({ attempt, refresh, cursor })),
      attempt,
      target: this.requests.target,
      resumed: this.settings.resume !== undefined && cursor !== undefined,
      refresh,
      policy: this.settings.policy,
      clock: this.clock,
      onEvent: (event) => this.tell(event),
    });
    return this.link;
  }

  /** Lets go of the connection, and adds up what it was. */
  private async release(): Promise<void> {
    const { link, sums } = this;
    if (link === undefined) return;
    await link.close();
    this.link = undefined;
    const { connection, end } = link;
    sums.bytesReceived += connection.bytesReceived;
    this.retryMs = connection.retryMs ?? this.retryMs;
    if (end?.kind !== "fault" || end.truncatedBytes === undefined) return;
    sums.truncatedRecords += 1;
    sums.truncatedBytes += end.truncatedBytes;
  }

  /** What follows a connection that is over and whose frames are all taken. */
  private async after({ end, upMs, resumed, connection }: Link): Promise<FollowFinish | Reopening> {
    if (this.settings.cursorOf === "sse") this.progress.caughtUp(connection.lastEventId);
    this.requests.lastEventId = this.goesOnFromCursor ? this.cursor : connection.lastEventId;
    if (end?.kind === "ended") {
      const { signal, frame } = end.finish;
      return { kind: "ended", signal, ...(frame === undefined ? {} : { frame }) };
    }
    if (end?.kind !== "fault" || this.leaving.signal.aborted) return { kind: "aborted" };
    if (end.cause instanceof StreamIdleError) this.requests.stalled();
    const { faults, retryMs } = this;
    const nowMs = this.clock.now();
    faults.add(upMs, nowMs, this.settings.policy);
    const { inARow, refreshed } = faults;
    const context = { faultsInARow: inARow, downMs: faults.downMs(nowMs), resumed, refreshed, retryMs };
    const { random = Math.random } = this.options;
    const step = nextStep(end.fault, context, this.settings.policy, random());
    switch (step.action) {
      case "reopen":
        return this.mayReopen(step, end.reason);
      case "leave":
        return { kind: "closed" };
      case "refuse":
        throw this.refused(end.cause);
      case "exhaust":
        throw this.exhausted(step.limit, end, context);
    }
  }

  /** Whether the next connection begins before where this one ended: its events without an id count from there. */
  private get goesOnFromCursor(): boolean {
    const { acknowledgement, cursorOf, resume } = this.settings;
    return acknowledgement === "manual" && cursorOf === "sse" && resume !== undefined;
  }

  private refused(cause: Error | undefined): Error | undefined {
    if (cause instanceof StreamRefusedError) this.finish = { kind: "refused", cause };
    return cause;
  }

  private exhausted(
    limit: StreamExhaustedError["limit"],
    { reason, cause }: ConnectionBreak,
    { faultsInARow, downMs }: FaultContext,
  ): Error {
    const why = { limit, reason, faultsInARow, downMs };
    const error = new StreamExhaustedError(this.requests.target, why, cause);
    this.finish = { kind: "exhausted", cause: error };
    return error;
  }

  /** Pauses, then asks whether the stream may be opened again. */
  private async mayReopen(step: ReopenStep, reason: string): Promise<FollowFinish | Reopening> {
    const { beforeReopen, sleep: pause } = this.options;
    const { signal } = this.leaving;
    const { delayMs } = step;
    if (step.forgetCursor) {
      this.progress.settle(undefined);
      this.requests.lastEventId = undefined;
      this.sums.cursorsForgotten += 1;
    }
    this.faults.refreshed ||= step.refresh === true;
    const attempt = this.sums.connections + 1;
    const { target } = this.requests;
    this.tell({ kind: "waiting", attempt, atMs: this.clock.now(), target, delayMs, reason });
    if (delayMs > 0) await (pause?.(delayMs, signal) ?? sleep(this.clock, delayMs, signal));
    if (signal.aborted) return { kind: "aborted" };
    const may = (await beforeReopen?.({ ...step, reason })) ?? true;
    return may ? { kind: "reopen", step } : { kind: "aborted" };
  }

  private tell(event: ConnectionEvent): void {
    publishEvent(event);
    this.options.onConnection?.(event);
  }

  private finished(finish: FollowFinish): FollowFinish {
    this.finish = finish;
    return finish;
  }
}

interface Reopening {
  readonly kind: "reopen";
  readonly step: ReopenStep;
}
