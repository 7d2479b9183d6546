import type { Invocation, InvocationOutcome } from "../lambda/invocation.ts";

/** How a connection that was up may be over without having failed. */
const SOUND_OUTCOMES: readonly InvocationOutcome[] = [
  "ended",
  "superseded",
  "expired",
  "interrupted",
  "timed-out",
];

/** What keeps a stream from being read. */
export interface Trouble {
  /** Invocations that have failed since the last one that has not; in a row. */
  readonly failures: number;
  /** Why a connection was over or opened again last, in one line. */
  readonly reason: string | undefined;
}

/** What is wrong with a stream, by its invocations in the order of their start. Those that lost their claim do not count. */
export function troubleOf(invocations: readonly Invocation[]): Trouble {
  const turns = invocations.filter((invocation) => !hasLostClaim(invocation));
  const lastSound = turns.findLastIndex(isSound);
  const reason = turns.findLast((turn) => turn.reason !== undefined)?.reason;
  return {
    failures: turns.slice(lastSound + 1).filter(hasFailed).length,
    reason: reason === undefined ? undefined : inOneLine(reason),
  };
}

/** A message as it stands in a line of its own, also on a terminal: without control characters. */
export function inOneLine(message: string): string {
  return message.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}

/** Another holds the stream: it never had a turn. */
function hasLostClaim({ outcome, epoch, connectedAtMs }: Invocation): boolean {
  return outcome === "superseded" && epoch === undefined && connectedAtMs === undefined;
}

function isSound({ outcome, connectedAtMs, stored }: Invocation): boolean {
  if (outcome === undefined) return stored > 0;
  return outcome === "ended" || (connectedAtMs !== undefined && SOUND_OUTCOMES.includes(outcome));
}

function hasFailed(invocation: Invocation): boolean {
  const { outcome } = invocation;
  if (outcome === undefined || outcome === "stopped" || outcome === "aborted") return false;
  return !isSound(invocation);
}
