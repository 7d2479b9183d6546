import type { History } from "../history.ts";
import { type Violation, violation } from "./violation.ts";

/**
 * A handover that an invocation calls proven is so: an event of the source reached it and another invocation too. What the
 * source repeats byte for byte, its keep-alives, is no such event.
 */
export function checkProofs(history: History): Violation[] {
  const { invocations, connections } = history;
  return invocations
    .filter(({ id, proven }) => proven && !sharesEvent(connections, id))
    .map(({ id, endedAtMs = history.endMs }) =>
      violation(history, "rule", endedAtMs, `${id} calls its handover proven, but no other had its events`),
    );
}

function sharesEvent(connections: History["connections"], invocation: string): boolean {
  const own = connections.filter((connection) => connection.invocation === invocation);
  const others = connections.filter((connection) => connection.invocation !== invocation);
  const known = new Set(others.flatMap(({ delivered }) => delivered));
  return own.some(({ delivered }) => delivered.some((index) => known.has(index)));
}
