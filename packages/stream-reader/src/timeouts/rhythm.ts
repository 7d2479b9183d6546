import type { LearnedIdle } from "./learned-idle.ts";

/** How many spans, of one ceiling each, a silence is remembered for. */
const REMEMBERED_SPANS = 16;

/**
 * The idle timeout that a stream's rhythm allows: some times the longest silence between two chunks (heartbeats are
 * chunks) of the last 16 ceilings or so, between floor and ceiling. The longest silence, not an average or a quantile of
 * all gaps: a burst of thousands of chunks must not hide that the stream is often quiet for a minute. A silence that was
 * taken for death counts as one that the stream may have again, so that a wrong guess is made once.
 */
export class Rhythm {
  private readonly learned: LearnedIdle;
  /** The longest silence of each remembered span, the span that goes on first. */
  private longestMs: number[] = [0];
  private spanMs = 0;
  private heardMs = 0;

  constructor(learned: LearnedIdle) {
    this.learned = learned;
  }

  /** A chunk has come, so long after the one before it; or none has for so long. */
  heard(gapMs: number): void {
    const { ceilingMs } = this.learned;
    const gap = Math.min(Math.max(0, gapMs), ceilingMs);
    this.longestMs[0] = Math.max(this.longestMs[0] ?? 0, gap);
    this.heardMs = Math.min(ceilingMs, this.heardMs + gap);
    this.spanMs += gap;
    if (this.spanMs < ceilingMs) return;
    this.spanMs = 0;
    this.longestMs = [0, ...this.longestMs].slice(0, REMEMBERED_SPANS);
  }

  /** The silence that may last now, in milliseconds. */
  get limitMs(): number {
    const { floorMs, ceilingMs, factor } = this.learned;
    if (this.heardMs < ceilingMs) return ceilingMs;
    return Math.min(ceilingMs, Math.max(floorMs, factor * Math.max(...this.longestMs)));
  }
}
