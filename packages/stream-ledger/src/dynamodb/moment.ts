import { AFTER_ALL_MOMENTS, FIRST_MOMENT } from "../attributes.ts";
import type { ConnectionKey } from "../types.ts";

/** Digits of an epoch, so that texts compare as numbers: those of the largest safe whole number. */
const EPOCH_DIGITS = 16;

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
  return `${isoFromMs(untilMs)}${AFTER_ALL_MOMENTS}`;
}

/** Before all moments of a day, minute, second or millisecond that `LEDGER_TIME_PATTERN` allows. */
export function firstMomentOf(time = FIRST_MOMENT): string {
  return time.replace("Z", "");
}

/** After all of them. */
export function lastMomentOf(time = ""): string {
  return `${time.replace("Z", "")}${AFTER_ALL_MOMENTS}`;
}

function isoFromMs(ms: number): string {
  return new Date(ms).toISOString();
}
