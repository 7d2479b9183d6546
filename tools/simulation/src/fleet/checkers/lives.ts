import type { Span } from "../../checkers/spans.ts";
import type { History } from "../../history.ts";

/** From its begin to its end, as its record has it, or to what ended it when that was before. */
export function lifeOf({ leaseChanges, streamOver, endMs }: History): Span | undefined {
  const begun = leaseChanges[0];
  if (begun === undefined) return undefined;
  const ended = leaseChanges.find(({ after }) => after.status !== "running");
  return { fromMs: begun.atMs, untilMs: Math.min(ended?.atMs ?? endMs, streamOver?.atMs ?? endMs) };
}
