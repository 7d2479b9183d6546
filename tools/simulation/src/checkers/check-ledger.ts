import { coverage, type Gap } from "@unbounded-streams/stream-ledger";
import type { History } from "../history.ts";
import { gapsOf } from "./check-gaps.ts";
import { merged, type Span, without } from "./spans.ts";
import { type Violation, violation } from "./violation.ts";

/** What a client sees later than the source, or earlier. */
const TOLERANCE_MS = 100;

/**
 * The ledger never calls a time covered in which there was no connection, nor a gap proven in which there was one, nor one excluded of
 * which an event is missing. A connection that has fallen silent is none that anybody knows of before its idle timeout; a frozen process
 * notices nothing.
 */
export function checkLedger(history: History): Violation[] {
  const { ledger, connections, plan } = history;
  const startMs = Math.min(...connections.flatMap(({ attachedAtMs }) => attachedAtMs ?? []));
  if (!Number.isFinite(startMs)) return [];
  const untilMs = history.streamOver?.atMs ?? history.endMs;
  const marginMs = TOLERANCE_MS + plan.source.latencyMs + 2 * plan.lambda.clockSkewMs;
  const { covered, gaps } = coverage(ledger, startMs, untilMs);
  return [
    ...missedGaps(history, covered, marginMs),
    ...gaps
      .filter(({ certainty }) => certainty === "proven")
      .flatMap((gap) => falseProof(history, gap, marginMs)),
    ...gaps.filter(({ certainty }) => certainty === "excluded").flatMap((gap) => missingEvents(history, gap)),
  ];
}

function missedGaps(history: History, covered: readonly Span[], marginMs: number): Violation[] {
  const blind = history.faults
    .filter(({ kind }) => UNNOTICED.includes(kind))
    .map(({ fromMs, untilMs }) => ({ fromMs, untilMs }));
  return gapsOf(history)
    .flatMap((gap) => without(gap, without(gap, covered)))
    .flatMap((span) => without(span, blind))
    .filter(({ fromMs, untilMs }) => untilMs - fromMs > marginMs)
    .map(({ fromMs, untilMs }) =>
      violation(
        history,
        "rule",
        fromMs,
        `the ledger calls ${untilMs - fromMs} ms covered, and there was no connection`,
      ),
    );
}

/** Faults of which whoever is up does not know at once; behind a write that takes long the end of a connection waits to be read. */
const UNNOTICED: readonly string[] = ["stall", "half-open", "freeze", "silence", "slow-writes"];

function falseProof(history: History, gap: Gap, marginMs: number): Violation[] {
  const inner = { fromMs: gap.fromMs + marginMs, untilMs: gap.untilMs - marginMs };
  if (inner.untilMs <= inner.fromMs) return [];
  const up = merged(
    history.connections.flatMap(({ attachedAtMs, deadAtMs = history.endMs }): Span[] =>
      attachedAtMs === undefined ? [] : [{ fromMs: attachedAtMs, untilMs: deadAtMs }],
    ),
  );
  return without(inner, without(inner, up))
    .filter(({ fromMs, untilMs }) => untilMs - fromMs > marginMs)
    .map(({ fromMs, untilMs }) =>
      violation(
        history,
        "rule",
        fromMs,
        `the ledger calls a gap proven in which there was a connection for ${untilMs - fromMs} ms`,
      ),
    );
}

function missingEvents({ made, arrivals, ...history }: History, gap: Gap): Violation[] {
  const missing = made.flatMap(({ atMs }, index) =>
    atMs >= gap.fromMs && atMs <= gap.untilMs && !arrivals.has(index) ? [index] : [],
  );
  if (missing.length === 0) return [];
  const what = `the ledger excludes that anything was missed in a gap, and event ${missing[0]} was`;
  return [violation({ made, arrivals, ...history }, "rule", gap.fromMs, what)];
}
