import type { History } from "../history.ts";
import { type Violation, violation } from "./violation.ts";

/**
 * How long the execution that runs the stream may go on after its end and the last fault. One that has handed it over may
 * still be waiting for the handover of the connection before.
 */
const LONGEST_END_MS = 60_000;

/** Everything that has to end does: the stream as it should, and every execution soon after it. */
export function checkProgress(history: History): Violation[] {
  return [...hangs(history), ...wrongEnds(history), ...lateEnds(history)];
}

function hangs(history: History): Violation[] {
  const { clockEnd, endMs, executions, unhandled, streamOver } = history;
  const found = unhandled.map((what) => violation(history, "stuck", endMs, `not handled: ${what}`));
  if (clockEnd !== "done") {
    const open = executions.filter(({ endedAtMs }) => endedAtMs === undefined).map(({ name }) => name);
    const left = open.length === 0 ? "no execution runs" : `${open.join(", ")} still runs`;
    const what = `the stream is ${streamOver?.how ?? "not over"} and ${left}; nothing more happens in time`;
    found.push(violation(history, "stuck", endMs, what));
  }
  return found;
}

function wrongEnds(history: History): Violation[] {
  const { leaseChanges, streamOver, endMs, executions } = history;
  const status = leaseChanges.at(-1)?.after.status;
  const mayFail = streamOver?.how === "failed";
  const found = executions
    .filter(({ status: how }) => how === "failed" && !mayFail)
    .map(({ name, endedAtMs = endMs, result }) =>
      violation(history, "stuck", endedAtMs, `execution ${name} failed: ${result}`),
    );
  if (streamOver !== undefined && status !== streamOver.how) {
    found.push(
      violation(history, "stuck", endMs, `the stream is ${streamOver.how}, its lease says ${status}`),
    );
  }
  return found;
}

function lateEnds(history: History): Violation[] {
  const { executions, faults, streamOver, endMs, leaseChanges, plan } = history;
  if (streamOver === undefined) return [];
  const runner = leaseChanges.at(-1)?.after.executionArn.split(":").at(-1);
  return executions.flatMap(({ name, endedAtMs = endMs }) => {
    const excusedMs = Math.max(
      streamOver.atMs,
      ...faults.filter(({ fromMs }) => fromMs <= endedAtMs).map(({ untilMs }) => untilMs),
    );
    const waitMs = name === runner ? 0 : plan.relay.lifetimeSeconds * 1000;
    if (endedAtMs <= excusedMs + waitMs + LONGEST_END_MS) return [];
    const seconds = Math.round((endedAtMs - streamOver.atMs) / 1000);
    return [
      violation(history, "stuck", endedAtMs, `execution ${name} went on for ${seconds} s after the end`),
    ];
  });
}
