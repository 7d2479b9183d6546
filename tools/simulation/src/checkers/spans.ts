/** A stretch of time, in epoch milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Spans that touch or overlap, made one. */
export function merged(spans: readonly Span[]): Span[] {
  const result: { fromMs: number; untilMs: number }[] = [];
  for (const { fromMs, untilMs } of spans.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const last = result.at(-1);
    if (last !== undefined && fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, untilMs);
    else result.push({ fromMs, untilMs });
  }
  return result;
}

/** What is left of a span when others are taken out of it. */
export function without(span: Span, others: readonly Span[]): Span[] {
  const left: Span[] = [];
  let { fromMs } = span;
  for (const other of merged(others)) {
    if (other.untilMs <= fromMs) continue;
    if (other.fromMs >= span.untilMs) break;
    if (other.fromMs > fromMs) left.push({ fromMs, untilMs: other.fromMs });
    fromMs = other.untilMs;
  }
  return fromMs < span.untilMs ? [...left, { fromMs, untilMs: span.untilMs }] : left;
}

/** How long the longest of them is, in milliseconds; 0 when there is none. */
export function longestMs(spans: readonly Span[]): number {
  return spans.reduce((longest, { fromMs, untilMs }) => Math.max(longest, untilMs - fromMs), 0);
}
