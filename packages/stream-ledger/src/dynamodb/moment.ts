import type { ConnectionKey } from "../types.ts";

/** Digits of an epoch, so that texts compare as numbers: those of the largest safe whole number. */
const EPOCH_DIGITS = 16;

/** After each character that a moment may have. */
const AFTER_ALL = "~";

/** The sort key of a record: texts compare as times, then as epochs. */
export function momentOf({ claimedAtMs, epoch, claimId }: Omit<ConnectionKey, "streamId">): string {
  return `${isoFromMs(claimedAtMs)}#${String(epoch).padStart(EPOCH_DIGITS, "0")}#${claimId}`;
}

/** Before all moments from then on, and after all before. */
export function firstMoment(sinceMs: number): string {
  return isoFromMs(sinceMs);
}

/** After all moments up to then, and before all later ones. */
export function lastMoment(untilMs: number): string {
  return `${isoFromMs(untilMs)}${AFTER_ALL}`;
}

function isoFromMs(ms: number): string {
  return new Date(ms).toISOString();
}
