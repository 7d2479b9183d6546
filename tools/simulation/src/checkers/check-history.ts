import type { History } from "../history.ts";
import { checkCheckpoints } from "./check-checkpoints.ts";
import { checkGaps } from "./check-gaps.ts";
import { checkLease } from "./check-lease.ts";
import { checkLedger } from "./check-ledger.ts";
import { checkLoss } from "./check-loss.ts";
import { checkOwners } from "./check-owners.ts";
import { checkPace } from "./check-pace.ts";
import { checkProgress } from "./check-progress.ts";
import { checkProofs } from "./check-proofs.ts";
import { checkStorage } from "./check-storage.ts";
import type { Checker, Violation } from "./violation.ts";

const CHECKERS: readonly Checker[] = [
  checkLoss,
  checkStorage,
  checkOwners,
  checkGaps,
  checkProgress,
  checkPace,
  checkLease,
  checkCheckpoints,
  checkProofs,
  checkLedger,
];

/** Everything that is wrong with a run, in the order of time. */
export function checkHistory(history: History): Violation[] {
  return CHECKERS.flatMap((check) => check(history)).toSorted((one, other) => one.atMs - other.atMs);
}
