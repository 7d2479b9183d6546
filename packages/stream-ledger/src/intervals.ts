import type { Interval } from "./types.ts";

/** A list of intervals in order, none empty, none touching the next. */
export type Span = readonly Interval[];

/** All moments that are in one of the intervals; one that ends before it begins has none. */
export function union(intervals: readonly Interval[]): Span {
  const merged: Interval[] = [];
  for (const { fromMs, untilMs } of intervals.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (!(untilMs > fromMs)) continue;
    const last = merged.at(-1);
    if (last === undefined || fromMs > last.untilMs) merged.push({ fromMs, untilMs });
    else merged.splice(-1, 1, { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, untilMs) });
  }
  return merged;
}

/** The moments of `span` that are not in `taken`. */
export function subtract(span: Span, taken: Span): Span {
  const left: Interval[] = [];
  let next = 0;
  for (const { fromMs, untilMs } of span) {
    let startMs = fromMs;
    while ((taken[next]?.untilMs ?? Number.POSITIVE_INFINITY) <= startMs) next += 1;
    for (let at = next; at < taken.length; at += 1) {
      const cut = taken[at];
      if (cut === undefined || cut.fromMs >= untilMs) break;
      if (cut.fromMs > startMs) left.push({ fromMs: startMs, untilMs: cut.fromMs });
      startMs = Math.max(startMs, cut.untilMs);
    }
    if (startMs < untilMs) left.push({ fromMs: startMs, untilMs });
  }
  return left;
}

/** The moments that are in both. */
export function intersect(a: Span, b: Span): Span {
  return subtract(a, subtract(a, b));
}

/** How long it is, in milliseconds. */
export function lengthMs(span: Span): number {
  return span.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
}

/** How long more than one of the spans goes on, in milliseconds, within `within`. */
export function doubledMs(spans: readonly Span[], within: Span): number {
  const once = lengthMs(intersect(within, union(spans.flat())));
  const edges = spans
    .flatMap((span) => intersect(within, span))
    .flatMap(({ fromMs, untilMs }) => [
      { atMs: fromMs, change: 1 },
      { atMs: untilMs, change: -1 },
    ])
    .toSorted((a, b) => a.atMs - b.atMs);
  let open = 0;
  let single = 0;
  let previousMs = edges[0]?.atMs ?? 0;
  for (const { atMs, change } of edges) {
    if (open === 1) single += atMs - previousMs;
    open += change;
    previousMs = atMs;
  }
  return once - single;
}
