import type { Violation } from "../../checkers/violation.ts";
import type { FaultRecord } from "../../history.ts";
import type { FleetHistory, SeatRecord } from "../fleet-history.ts";
import { fleetViolation } from "./fleet-violation.ts";

/** How long before its deadline an invocation begins to go, in milliseconds. */
const FAREWELL_MS = 5_000;

/** Everything comes to the end that it should: every stream as its source or its operator has it, every execution without a failure. */
export function checkFleetProgress(history: FleetHistory): Violation[] {
  return [...hangs(history), ...wrongEnds(history), ...failures(history), ...timeouts(history)];
}

function hangs(history: FleetHistory): Violation[] {
  const { ground, streams, carriers } = history;
  const { clockEnd, endMs, executions, invocations } = ground;
  const all = [ground, ...streams.values(), ...carriers.values()];
  const found = all
    .flatMap(({ unhandled }) => unhandled)
    .map((what) => fleetViolation(history, "stuck", endMs, `not handled: ${what}`));
  if (clockEnd === "done") return found;
  const open = [
    ...executions.filter(({ endedAtMs }) => endedAtMs === undefined).map(({ name }) => name),
    ...invocations.filter(({ endedAtMs }) => endedAtMs === undefined).map(({ id }) => id),
  ];
  const left = open.length === 0 ? "nothing runs" : `${open.join(", ")} still run`;
  return [...found, fleetViolation(history, "stuck", endMs, `${left}; nothing more happens in time`)];
}

/** An invocation goes before its time is up, unless it stood still, or has to wait for what its table takes long to store. */
function timeouts(history: FleetHistory): Violation[] {
  const { ground, seats, streams } = history;
  return ground.invocations.flatMap(({ id, end, result, endedAtMs = ground.endMs }) => {
    const held = seats.filter(
      (seat) => seat.invocation === id && seat.untilMs === endedAtMs && wasKilled(streams, seat),
    );
    if (result !== "Sandbox.Timedout" && (end !== "returned" || held.length === 0)) return [];
    const own = [...history.carriers.values()]
      .flatMap(({ faults }) => faults)
      .filter(({ kind, who }) => who === id && kind !== "timeout");
    const faults = [...own, ...ground.faults.filter(({ kind }) => kind === "table-trouble")];
    const isSlow = held.some(({ streamId }) => {
      const { writeFaults = [], faults: leaseFaults = [] } = streams.get(streamId) ?? {};
      return [...writeFaults, ...leaseFaults].some((fault) => lasts(fault, endedAtMs));
    });
    if (isSlow || faults.some((fault) => lasts(fault, endedAtMs))) return [];
    return [
      fleetViolation(history, "stuck", endedAtMs, `${id} was over at its timeout, with ${held.length} seats`),
    ];
  });
}

function wasKilled(streams: FleetHistory["streams"], { streamId, id }: SeatRecord): boolean {
  return streams.get(streamId)?.invocations.find((seat) => seat.id === id)?.end === "killed";
}

function lasts({ fromMs, untilMs }: FaultRecord, atMs: number): boolean {
  return fromMs <= atMs && untilMs + FAREWELL_MS >= atMs;
}

function wrongEnds(history: FleetHistory): Violation[] {
  return [...history.streams].flatMap(([streamId, { leaseChanges, streamOver, endMs }]) => {
    const status = leaseChanges.at(-1)?.after.status;
    if (streamOver !== undefined && status === streamOver.how) return [];
    const how = streamOver?.how ?? "not over";
    return [fleetViolation(history, "stuck", endMs, `${streamId} is ${how}, its lease says ${status}`)];
  });
}

function failures(history: FleetHistory): Violation[] {
  const { executions, endMs } = history.ground;
  return executions
    .filter(({ status }) => status === "failed")
    .map(({ name, endedAtMs = endMs, result }) =>
      fleetViolation(history, "stuck", endedAtMs, `execution ${name} failed: ${result}`),
    );
}
