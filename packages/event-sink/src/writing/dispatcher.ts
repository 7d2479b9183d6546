import { type RetryPolicy, retryPauseMs, type System } from "@unbounded-streams/dynamodb-request";
import { AttemptTimeoutError, SinkAbortedError } from "../errors.ts";
import type { EventStore, PutOutcome, StoreOperation, StoreReply } from "../table/store.ts";
import { type Concurrency, createConcurrency } from "./concurrency.ts";
import { failed, judgeAttempt, type PendingWrite, type WriteResult } from "./judge-attempt.ts";
import { createWriteQueue, type WriteQueue } from "./write-queue.ts";

/** What a dispatcher depends on. */
export interface DispatcherOptions<Write> {
  store: EventStore;
  maxRequests: number;
  retry: RetryPolicy;
  /** How long an event may wait for others to share its request, while another request is out. */
  lingerMs: number;
  system: Pick<System, "after" | "now" | "random" | "sleep">;
  signal: AbortSignal | undefined;
  /** Called once for each write. */
  onSettled(write: Write, result: WriteResult): void;
  /** Called when all that was settled at one time has been told. */
  onProgress(): void;
  onReply(report: RequestReport & { readonly writes: readonly Write[] }): void;
  onRetry(): void;
}

/** One request, seen from outside. */
export interface RequestReport extends StoreReply {
  readonly operation: StoreOperation;
  readonly latencyMs: number;
}

/** Writes of one request that are to be tried again together. */
interface Postponed<Write> {
  readonly writes: Write[];
  /** The longest pause that an answer asked for. */
  retryAfterMs: number;
}

/** Brings writes to a store, several in one request and several requests at once, until each is settled. */
export class Dispatcher<Write extends PendingWrite> {
  /** Requests that are out. */
  active = 0;
  private readonly options: DispatcherOptions<Write>;
  private readonly concurrency: Concurrency;
  private readonly queue: WriteQueue<Write> = createWriteQueue();
  private isHurried = false;
  private isLingering = false;

  constructor(options: DispatcherOptions<Write>) {
    this.options = options;
    this.concurrency = createConcurrency(options.maxRequests);
  }

  /** How many requests may be out at the moment. */
  get limit(): number {
    return Math.min(this.concurrency.limit, this.options.store.maxRequests);
  }

  add(write: Write): void {
    this.queue.push(write);
    this.pump();
  }

  /** Sends what waits for company. */
  hurry(): void {
    this.isHurried = true;
    this.pump();
  }

  /** A lone event leaves at once; one that has others before it waits a little for company. */
  private pump(): void {
    const { queue } = this;
    const { store } = this.options;
    while (queue.length > 0 && this.active < this.limit) {
      if (this.active > 0 && !this.isHurried && !queue.fills(store.maxItems)) {
        this.linger();
        return;
      }
      void this.send(queue.take(store.maxItems));
    }
    if (queue.length === 0) this.isHurried = false;
  }

  private linger(): void {
    if (this.isLingering) return;
    this.isLingering = true;
    this.options.system.after(this.options.lingerMs, () => {
      this.isLingering = false;
      this.hurry();
    });
  }

  private async send(batch: readonly Write[]): Promise<void> {
    const { store, system, signal, onReply, onProgress } = this.options;
    this.active += 1;
    const request = this.concurrency.begin();
    const { operation } = store;
    const startedAtMs = system.now();
    const items = batch.map(({ item }) => item);
    const reply = await store.putIfAbsent(items, signal);
    this.active -= 1;
    if (reply.outcomes.some(isCongestion)) this.concurrency.throttled(request);
    else this.concurrency.succeeded();
    const postponed = this.settle(batch, reply.outcomes);
    onReply({ ...reply, writes: batch, operation, latencyMs: Math.max(0, system.now() - startedAtMs) });
    onProgress();
    this.pump();
    if (postponed.writes.length > 0) await this.sendLater(postponed);
  }

  /** Settles what is decided, and gives those that are to be tried again after a pause. */
  private settle(batch: readonly Write[], outcomes: readonly PutOutcome[]): Postponed<Write> {
    const { retry, onSettled, onRetry } = this.options;
    const postponed: Postponed<Write> = { writes: [], retryAfterMs: 0 };
    for (const [index, outcome] of outcomes.entries()) {
      const write = batch[index];
      if (write === undefined) break;
      const judgement = judgeAttempt(write, outcome, retry.maxAttempts);
      if (judgement.kind === "at-once") {
        if (outcome.kind === "inseparable") onRetry();
        this.queue.putBack(write);
      } else if (judgement.kind === "after-pause") {
        postponed.writes.push(write);
        postponed.retryAfterMs = Math.max(postponed.retryAfterMs, hintOf(outcome));
      } else onSettled(write, judgement);
    }
    return postponed;
  }

  /** One pause for all that failed together; it is as long as the one that has failed most often needs. */
  private async sendLater({ writes, retryAfterMs }: Postponed<Write>): Promise<void> {
    const { retry, system, signal, onRetry } = this.options;
    const attempts = Math.max(...writes.map((write) => write.attempts));
    try {
      await system.sleep(retryPauseMs(attempts, retry, { random: system.random(), retryAfterMs }), signal);
      signal?.throwIfAborted();
    } catch (error) {
      return this.giveUp(writes, signal?.aborted ? new SinkAbortedError(signal.reason) : error);
    }
    for (const write of writes) {
      onRetry();
      this.queue.putBack(write);
    }
    this.hurry();
  }

  private giveUp(writes: readonly Write[], cause: unknown): void {
    for (const write of writes) this.options.onSettled(write, failed(write, cause));
    this.options.onProgress();
  }
}

/** A table that answers too late is as overloaded as one that says so. */
function isCongestion(outcome: PutOutcome): boolean {
  return outcome.kind === "transient" && (outcome.throttled || outcome.cause instanceof AttemptTimeoutError);
}

function hintOf(outcome: PutOutcome): number {
  return outcome.kind === "transient" ? (outcome.retryAfterMs ?? 0) : 0;
}
