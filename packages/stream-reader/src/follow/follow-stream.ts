import { openStream } from "../connection/open-stream.ts";
import { StreamIdleError } from "../errors/body-errors.ts";
import { StreamConsumedError } from "../errors/caller-errors.ts";
import { StreamHeadersTimeoutError } from "../errors/connect-errors.ts";
import type { Frame } from "../framing/frames/frame.ts";
import { type Clock, systemClock } from "../system.ts";
import { type ConnectionEvent, publishEvent } from "./connection-event.ts";
import { ConnectionRequests } from "./connection-requests.ts";
import type { FollowStreamOptions } from "./follow-options.ts";
import { type FollowSettings, followSettings } from "./follow-settings.ts";
import type { FollowedStream, FollowFinish, FollowTotals } from "./followed-stream.ts";
import type { Link } from "./link.ts";
import { Links } from "./links.ts";
import type { FollowHistory } from "./policy/follow-history.ts";
import type { ReopenStep } from "./policy/next-step.ts";
import { Progress } from "./resume/progress.ts";
import { Session } from "./session/session.ts";
import { sleep } from "./sleep.ts";
import { type Reopening, type Verdict, Verdicts } from "./verdicts.ts";

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
  private readonly options: FollowStreamOptions;
  private readonly settings: FollowSettings;
  private readonly clock: Clock;
  private readonly session: Session;
  private readonly requests: ConnectionRequests;
  private readonly links: Links;
  private readonly progress: Progress;
  private readonly verdicts: Verdicts;
  private readonly leaving = new AbortController();
  private consumed = false;
  private failed = false;

  constructor(options: FollowStreamOptions) {
    const { open = openStream, clock = systemClock, random = Math.random, cursor } = options;
    const settings = followSettings(options);
    const session = new Session({
      keepHeaders: settings.keepHeaders,
      kept: options.history?.kept,
      open,
      clock,
      signal: this.leaving.signal,
    });
    const requests = new ConnectionRequests(options, settings, clock, session);
    const { policy, isUsable } = settings;
    const { target } = requests;
    this.options = options;
    this.settings = settings;
    this.clock = clock;
    this.session = session;
    this.requests = requests;
    this.progress = new Progress(settings, cursor);
    this.links = new Links({
      requests,
      session,
      settings,
      open,
      clock,
      onEvent: (event) => this.tell(event),
    });
    this.verdicts = new Verdicts({ policy, history: options.history, clock, random, target, isUsable });
    this.progress.connected();
    requests.assertUsable(cursor, openStream);
  }

  get cursor(): string | undefined {
    return this.progress.cursor;
  }

  get totals(): FollowTotals {
    return this.links.totals;
  }

  get history(): FollowHistory | undefined {
    const kept = this.session.history;
    const asked = this.verdicts.history(this.links.current);
    return kept === undefined ? asked : { ...asked, kept };
  }

  get retryMs(): number | undefined {
    return this.links.retryMs;
  }

  acknowledge(position: string | Frame): void {
    this.progress.acknowledge(position);
  }

  stop(): void {
    this.leaving.abort();
    this.links.current?.connection.stop();
  }

  async close(): Promise<void> {
    this.leaving.abort();
    await this.links.current?.close();
    this.leftUnfinished();
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
      if (!(await this.mayBegin())) return this.finished({ kind: "aborted" });
      for (;;) {
        if (this.leaving.signal.aborted) return this.finished({ kind: "aborted" });
        this.progress.connected();
        const link = this.links.next(this.cursor, step?.refresh === true);
        for (;;) {
          const frames = await link.next();
          if (frames === undefined) break;
          const events = this.progress.handOver(frames);
          if (events.length === 0) continue;
          yield events;
          this.progress.took(events.length);
        }
        await this.links.release();
        const verdict = this.after(link);
        if (verdict.kind !== "reopen") return this.finished(verdict);
        if (!(await this.mayReopen(verdict))) return this.finished({ kind: "aborted" });
        step = verdict.step;
      }
    } catch (error) {
      this.failed = true;
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      await this.links.release();
      this.leftUnfinished();
    }
  }

  /** Frees the socket at once; the iteration finds the connection over, and tells of it. */
  private abort(): void {
    this.leaving.abort();
    this.links.current?.connection.close().catch(() => {
      // What made opening fail, the iteration hears from its own step.
    });
  }

  /** What follows a connection that is over and whose frames are all taken. */
  private after(link: Link): Verdict {
    const { end, connection } = link;
    if (this.settings.cursorOf === "sse") this.progress.caughtUp(connection.lastEventId);
    this.requests.lastEventId = this.goesOnFromCursor ? this.cursor : connection.lastEventId;
    if (end?.kind === "ended") {
      const { signal, frame } = end.finish;
      return { kind: "ended", signal, ...(frame === undefined ? {} : { frame }) };
    }
    if (end?.kind !== "fault" || this.leaving.signal.aborted) return { kind: "aborted" };
    if (end.cause instanceof StreamIdleError || end.cause instanceof StreamHeadersTimeoutError) {
      this.requests.stalled();
    }
    return this.verdicts.on(end, link, this.links);
  }

  /** Whether the next connection begins before where this one ended: its events without an id count from there. */
  private get goesOnFromCursor(): boolean {
    const { acknowledgement, cursorOf, resume } = this.settings;
    return acknowledgement === "manual" && cursorOf === "sse" && resume !== undefined;
  }

  /** Sits out what is left of a pause that the source has asked another process for. */
  private async mayBegin(): Promise<boolean> {
    const { notBeforeMs = 0 } = this.options.history ?? {};
    const { leastPauses, maxRetryAfterMs } = this.settings.policy;
    const mostMs = Math.max(maxRetryAfterMs, ...leastPauses.map(({ maxMs }) => maxMs));
    const delayMs = Math.min(mostMs, notBeforeMs - this.clock.now());
    if (delayMs <= 0) return true;
    const step: ReopenStep = { action: "reopen", delayMs };
    return this.mayReopen({ kind: "reopen", step, reason: "the source has asked for a pause" });
  }

  /** Pauses, then asks whether the stream may be opened again. */
  private async mayReopen({ step, reason }: Reopening): Promise<boolean> {
    const { beforeReopen, sleep: pause } = this.options;
    const { signal } = this.leaving;
    const { delayMs } = step;
    if (step.forgetSession) this.session.forget();
    if (step.forgetCursor || step.cursor !== undefined) this.goOnFrom(step.cursor);
    const attempt = this.totals.connections + 1;
    const { target } = this.requests;
    this.tell({ kind: "waiting", attempt, atMs: this.clock.now(), target, delayMs, reason });
    if (delayMs > 0) await (pause?.(delayMs, signal) ?? sleep(this.clock, delayMs, signal));
    if (signal.aborted) return false;
    return (await beforeReopen?.({ ...step, reason })) ?? true;
  }

  /** The source cannot go on from where the stream has come to, but from here, or from nowhere. */
  private goOnFrom(cursor: string | undefined): void {
    if (cursor === undefined && this.cursor !== undefined) this.links.forgetCursor();
    this.progress.settle(cursor);
    this.requests.lastEventId = this.settings.cursorOf === "sse" ? cursor : undefined;
  }

  private tell(event: ConnectionEvent): void {
    publishEvent(event);
    this.options.onConnection?.(event);
  }

  /** @throws the cause, when it is one that must be heard of */
  private finished(finish: FollowFinish): FollowFinish {
    this.finish = finish;
    if (finish.kind === "refused" || finish.kind === "exhausted") throw finish.cause;
    return finish;
  }

  /** Its consumer has left; what it came to before counts. */
  private leftUnfinished(): void {
    if (!this.failed) this.finish ??= { kind: "aborted" };
  }
}
