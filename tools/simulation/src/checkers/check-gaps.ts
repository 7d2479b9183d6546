import type { History } from "../history.ts";
import { ALLOWANCE_MS } from "../plan/allowances.ts";
import { merged, type Span } from "./spans.ts";
import { type Violation, violation } from "./violation.ts";

/**
 * From the first connection to the end of the stream, some connection delivers at every moment, but for the time after an
 * injected fault in which that fault can be the reason. On a source that allows one connection only, each claim is such a
 * reason: the older connection has to go before the newer one can come.
 */
export function checkGaps(history: History): Violation[] {
  const claims = history.leaseChanges.filter(({ before, after }) => after.epoch !== before?.epoch);
  const { source, relay } = history.plan;
  const breaks = source.mode === "single" ? claims : [];
  const breakMs = ALLOWANCE_MS.displacement + relay.maxReconnectDelayMs;
  const explained = merged([
    ...history.faults,
    ...breaks.map(({ atMs }) => ({ fromMs: atMs, untilMs: atMs + breakMs })),
  ]);
  return gapsOf(history)
    .filter((gap) => !explained.some(({ fromMs, untilMs }) => fromMs <= gap.fromMs && gap.untilMs <= untilMs))
    .map((gap) => {
      const ms = gap.untilMs - gap.fromMs;
      return violation(history, "gapUnexplained", gap.fromMs, `no connection for ${ms} ms and no fault`);
    });
}

/** The times without a connection between the first one and the end of the stream. */
export function gapsOf(history: History): Span[] {
  const untilMs = history.streamOver?.atMs ?? history.endMs;
  const up = history.connections.flatMap(({ attachedAtMs, deadAtMs = history.endMs }): Span[] =>
    attachedAtMs === undefined ? [] : [{ fromMs: attachedAtMs, untilMs: deadAtMs }],
  );
  const covered = merged(up);
  return covered.flatMap((span, index): Span[] => {
    const gap = { fromMs: span.untilMs, untilMs: Math.min(untilMs, covered[index + 1]?.fromMs ?? untilMs) };
    return gap.untilMs > gap.fromMs ? [gap] : [];
  });
}
