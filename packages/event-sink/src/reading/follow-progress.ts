import { LOOK_BACK_EVERY_MS } from "../limits.ts";

/** How a stream is followed. */
export interface FollowPolicy {
  /** From one look to the next, in milliseconds. */
  readonly pollIntervalMs: number;
  /** How far before now every look begins at the latest, in milliseconds: what was received then may be stored only now. */
  readonly overlapMs: number;
  /** How long after its time an item may be stored, in milliseconds, and still be seen for certain. */
  readonly lookBackMs: number;
}

/**
 * Where each look at a stream begins, and which items were given already. A look begins at the latest item, or `overlapMs` ago; every
 * 30 s one looks back, by `lookBackMs` before the one that last did: what was stored since then and is not older than that is seen. Remembered
 * is what may be met again.
 */
export class FollowProgress {
  private readonly policy: FollowPolicy;
  private readonly startMs: number;
  private readonly given = new Map<string, number>();
  private latestMs = Number.NEGATIVE_INFINITY;
  private nearMs = Number.NEGATIVE_INFINITY;
  private lookedBackAtMs: number | undefined;
  /** All that is older was looked for often enough. */
  private coveredMs = Number.NEGATIVE_INFINITY;

  /** @param startMs the first time that is read at all */
  constructor(policy: FollowPolicy, startMs: number) {
    this.policy = policy;
    this.startMs = startMs;
  }

  /** How many items are remembered. */
  get remembered(): number {
    return this.given.size;
  }

  /** Begins a look, the ones before being over, and gives the time from which it reads. */
  look(nowMs: number): number {
    const { lookBackMs, overlapMs } = this.policy;
    const isFirst = this.lookedBackAtMs === undefined;
    this.nearMs = Math.max(this.nearMs, nowMs - overlapMs);
    this.coveredMs = Math.max(this.coveredMs, (this.lookedBackAtMs ?? nowMs) - lookBackMs);
    if (isFirst) {
      this.lookedBackAtMs = nowMs;
      return this.startMs;
    }
    const fromMs = Math.min(this.latestMs, this.nearMs);
    if (nowMs - Number(this.lookedBackAtMs) < LOOK_BACK_EVERY_MS) return Math.max(this.startMs, fromMs);
    this.lookedBackAtMs = nowMs;
    return Math.max(this.startMs, Math.min(fromMs, this.coveredMs));
  }

  /** Whether an item is met for the first time; the items of a look come in the order of their times. */
  isNew(key: string, atMs: number): boolean {
    this.latestMs = Math.max(this.latestMs, atMs);
    if (this.given.has(key)) return false;
    this.given.set(key, atMs);
    this.forget();
    return true;
  }

  /** No look to come begins earlier. */
  private forget(): void {
    const reachMs = Math.min(this.latestMs, this.nearMs, this.coveredMs);
    for (const [key, atMs] of this.given) {
      if (atMs >= reachMs) return;
      this.given.delete(key);
    }
  }
}
