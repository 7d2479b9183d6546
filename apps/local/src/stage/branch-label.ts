import { parseCarrierId } from "@unbounded-streams/stream-lease/carrier-id";
import { subjectOf } from "../subject.ts";

/**
 * How a branch is called beside those of other executions: `A` of the only stream, `2A` of carrier 2.
 *
 * @param event of the function, or the execution's input
 */
export function branchLabel(event: unknown, branch: string): string {
  return `${parseCarrierId(subjectOf(event) ?? "")?.number ?? ""}${branch}`;
}
