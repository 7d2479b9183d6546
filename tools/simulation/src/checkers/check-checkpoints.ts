import type { History } from "../history.ts";
import { storedOrders } from "./check-storage.ts";
import { type Violation, violation } from "./violation.ts";

/**
 * On a source that resumes, a checkpoint never stands after an event that is not durable at that moment. The first
 * checkpoint is where the stream begins; what the source has forgotten is passed over.
 */
export function checkCheckpoints(history: History): Violation[] {
  if (!history.plan.source.canResume) return [];
  const stored = storedOrders(history);
  const found: Violation[] = [];
  let passed: number | undefined;
  for (const { order, atMs, by, after } of history.leaseChanges) {
    if (after.checkpoint === undefined) continue;
    const checkpoint = Number(after.checkpoint);
    passed ??= checkpoint;
    for (let index = passed; index < checkpoint; index += 1) {
      if (history.forgotten.has(index) || (stored.get(index) ?? Number.POSITIVE_INFINITY) < order) continue;
      const what = `${by} set the checkpoint after event ${checkpoint - 1}, event ${index} was not stored`;
      found.push(violation(history, "rule", atMs, what));
      break;
    }
    passed = Math.max(passed, checkpoint);
  }
  return found;
}
