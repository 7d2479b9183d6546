import type { History } from "../history.ts";
import { storedOrders } from "./check-storage.ts";
import { type Violation, violation } from "./violation.ts";

/**
 * Nothing that had to be stored is missing. An event has to be stored when
 *
 * - every byte of it reached an invocation that came to its own end: one that was not killed, and did not say by a
 *   `FlushError` which events it could not store; or
 * - the source can resume, the event was made after the first checkpoint on record, and the stream came to its end: all
 *   that was made then; or, when it was stopped before, all up to the last checkpoint.
 *
 * Events that a source said by 410 it would not resume from are excused.
 */
export function checkLoss(history: History): Violation[] {
  const stored = storedOrders(history);
  const owed = new Map<number, string>();
  const ends = new Map(history.invocations.map(({ id, end }) => [id, end]));
  for (const { invocation, delivered } of history.connections) {
    const end = ends.get(invocation);
    if (end !== "returned" && end !== "threw") continue;
    for (const index of delivered) owed.set(index, `it reached ${invocation}`);
  }
  for (const index of resumable(history)) owed.set(index, "it came after a checkpoint");
  return [...owed]
    .filter(([index]) => !stored.has(index) && !history.forgotten.has(index))
    .map(([index, why]) =>
      violation(
        history,
        "lost",
        history.made[index]?.atMs ?? history.endMs,
        `event ${index} is lost: ${why}`,
      ),
    );
}

function resumable({ plan, leaseChanges, made, streamOver }: History): number[] {
  if (!plan.source.canResume) return [];
  const checkpoints = leaseChanges.flatMap(({ after }) => after.checkpoint ?? []).map(Number);
  const [first] = checkpoints;
  if (first === undefined) return [];
  const until = streamOver?.how === "ended" ? made.length : (checkpoints.at(-1) ?? first);
  return Array.from({ length: Math.max(0, until - first) }, (_, offset) => first + offset);
}
