import { type Invocation, newInvocation } from "../../src/lambda/invocation.ts";

/** A stream's time on carrier 1; one without an end is open. */
export function connection(
  streamId: string,
  startedAtMs: number,
  endedAtMs?: number,
  outcome: string | undefined = endedAtMs === undefined ? undefined : "superseded",
  changes: Partial<Invocation> = {},
): Invocation {
  const carrier = "#carrier/default/1";
  const identity = { id: 1, branch: "1A", streamId, carrier, requestId: "r", startedAtMs };
  return { ...newInvocation(identity), connectedAtMs: startedAtMs, endedAtMs, outcome, ...changes };
}
