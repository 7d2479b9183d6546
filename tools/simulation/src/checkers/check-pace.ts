import type { FaultRecord, History } from "../history.ts";
import { type Violation, violation } from "./violation.ts";

/** The kind of the fault during which every connection fails right after its claim. */
export const FAILING = "every connection fails";

/** The shortest pause on each step of the relay's ladder, in seconds; further ones are as long as the last. */
const SHORTEST_PAUSES = [1, 1, 2, 4, 8, 16, 32, 64, 128, 150];

/**
 * While every connection fails after its claim, the stream is claimed no oftener than the ladder of pauses lets it be, the
 * ladder beginning anew with each execution that begins the stream, and no oftener than a handover comes round besides.
 */
export function checkPace(history: History): Violation[] {
  return history.faults
    .filter(({ kind }) => kind === FAILING)
    .flatMap((fault) => tooManyClaims(history, fault));
}

function tooManyClaims(history: History, { fromMs, failingUntilMs = fromMs }: FaultRecord): Violation[] {
  const within = ({ atMs }: { atMs: number }) => atMs >= fromMs && atMs <= failingUntilMs;
  const changes = history.leaseChanges.filter(within);
  const claims = changes.filter(({ before, after }) => after.connections > (before?.connections ?? 0));
  const begins = changes.filter(({ before, after }) => after.startedAtMs !== before?.startedAtMs);
  const { lifetimeSeconds, handoverLeadSeconds } = history.plan.relay;
  const seconds = (failingUntilMs - fromMs) / 1_000;
  const handovers = Math.ceil(seconds / (lifetimeSeconds - handoverLeadSeconds)) + 1;
  const bound = (begins.length + 1) * claimsWithin(seconds) + handovers;
  if (claims.length <= bound) return [];
  const what = `${claims.length} claims within ${seconds} s while every connection failed: at most ${bound} are due`;
  return [violation(history, "rule", fromMs, what)];
}

/** The most claims that the ladder lets through in a time, when the first is made at its start. */
function claimsWithin(seconds: number): number {
  let claims = 1;
  let passed = 0;
  for (;;) {
    passed += SHORTEST_PAUSES[Math.min(claims, SHORTEST_PAUSES.length) - 1] ?? 0;
    if (passed > seconds) return claims;
    claims += 1;
  }
}
