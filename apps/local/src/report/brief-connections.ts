import type { Invocation } from "../lambda/invocation.ts";

/** A connection that is up for less is over at once. */
const BRIEF_MS = 1_000;

/** As many in a row, in as long as this and without a new event, are no accident. */
const BRIEF_CONNECTIONS = 3;
const WITHOUT_NEWS_MS = 1_500;

interface News {
  readonly stored: number;
  /** Connections that were over by then. */
  readonly over: number;
}

/** Finds a source that closes one connection after the other at once, and sends nothing new: a document, or nothing at all. */
export class BriefConnections {
  private readonly news = new Map<Invocation, News>();

  /** Whether the invocation's last connections were such ones. */
  areAllOf(invocation: Invocation, nowMs: number): boolean {
    const { stored, up } = invocation;
    const over = up.filter(({ untilMs }) => untilMs !== undefined);
    const last = this.news.get(invocation);
    if (last === undefined || stored > last.stored) {
      this.news.set(invocation, { stored, over: last === undefined ? 0 : over.length });
      return false;
    }
    const since = over.slice(last.over);
    const [first] = since;
    if (first === undefined || since.length < BRIEF_CONNECTIONS) return false;
    if (nowMs - first.fromMs < WITHOUT_NEWS_MS) return false;
    return since.every(({ fromMs, untilMs = nowMs }) => untilMs - fromMs < BRIEF_MS);
  }
}
