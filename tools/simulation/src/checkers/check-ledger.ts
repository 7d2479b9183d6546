import { type ConnectionRecord, coverage, type Gap } from "@unbounded-streams/stream-ledger";
import type { History } from "../history.ts";
import { gapsOf } from "./check-gaps.ts";
import { merged, type Span, without } from "./spans.ts";
import { type Violation, violation } from "./violation.ts";

/** What a client sees later than the source, or earlier. */
const TOLERANCE_MS = 100;

/**
 * The ledger never calls a time covered or idle in which there was no connection, nor a gap proven in which there was one, nor one excluded of
 * which an event is missing; and no more so when records are missing. A connection that has fallen silent is none that anybody knows of before its idle timeout; a frozen process
 * notices nothing.
 */
export function checkLedger(history: History): Violation[] {
  const { ledger, connections, plan } = history;
  const startMs = Math.min(...connections.flatMap(({ attachedAtMs }) => attachedAtMs ?? []));
  if (!Number.isFinite(startMs)) return [];
  const untilMs = history.streamOver?.atMs ?? history.endMs;
  const marginMs = TOLERANCE_MS + plan.source.latencyMs + 2 * plan.lambda.clockSkewMs;
  const judged = [ledger, ...thinned(ledger)].map((records) => {
    const { covered, gaps, idle } = coverage(records, startMs, untilMs);
    const certain = (certainty: Gap["certainty"]) => gaps.filter((gap) => gap.certainty === certainty);
    return [
      ...missedGaps(history, covered, { marginMs, what: "covered" }),
      ...missedGaps(history, toldOf(idle, records, ledger), { marginMs, what: "idle" }),
      ...certain("proven").flatMap((gap) => falseProof(history, gap, marginMs)),
      ...certain("excluded").flatMap((gap) => missingEvents(history, gap)),
    ];
  });
  return judged.find((violations) => violations.length > 0) ?? [];
}

/** Parts of the records, as if the others had been lost. */
function thinned(ledger: readonly ConnectionRecord[]): ConnectionRecord[][] {
  return [2, 3].flatMap((every) =>
    Array.from({ length: every }, (_, lost) => ledger.filter((_, index) => index % every !== lost)),
  );
}

/** What of the idle time is told by records: not what comes after the last of them when later ones were lost. */
function toldOf(
  idle: readonly Span[],
  records: readonly ConnectionRecord[],
  ledger: readonly ConnectionRecord[],
): Span[] {
  const last = records.at(-1);
  if (last === ledger.at(-1)) return [...idle];
  const after = { fromMs: last?.endedAtMs ?? Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
  return idle.flatMap((span) => without(span, [after]));
}

function missedGaps(
  history: History,
  told: readonly Span[],
  { marginMs, what }: { readonly marginMs: number; readonly what: "covered" | "idle" },
): Violation[] {
  const blind = history.faults
    .filter(({ kind }) => UNNOTICED.includes(kind))
    .map(({ fromMs, untilMs }) => ({ fromMs, untilMs }));
  return gapsOf(history)
    .flatMap((gap) => without(gap, without(gap, told)))
    .flatMap((span) => without(span, blind))
    .filter(({ fromMs, untilMs }) => untilMs - fromMs > marginMs)
    .map(({ fromMs, untilMs }) =>
      violation(
        history,
        "rule",
        fromMs,
        `the ledger calls ${untilMs - fromMs} ms ${what}, and there was no connection`,
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
