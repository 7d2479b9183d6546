import { longestMs, type Span, without } from "../../checkers/spans.ts";
import type { Violation } from "../../checkers/violation.ts";
import type { ExecutionRecord } from "../../history.ts";
import type { FleetHistory } from "../fleet-history.ts";
import { ADMISSION_MACHINE } from "../world/machines.ts";
import { excusesOf, waitExcusesOf } from "./excuses.ts";
import { fleetViolation } from "./fleet-violation.ts";
import { lifeOf } from "./lives.ts";

/** How long after the last stream's end something may still run, in milliseconds. */
const LONGEST_REST_MS = 120_000;

/** How long after its stream's end somebody may read on, in milliseconds: until the index and the carrier's round show it. */
const LONGEST_QUIET_MS = 8_000;

/** How long after its stream's end a seat may still be held, in milliseconds: the index, the carrier's round, the last writes. */
const LONGEST_FAREWELL_MS = 10_000;

/** What the states of an admission's look take, and the first pause, in milliseconds. */
const LOOK_MS = 15_000;

/** What no stream needs any more ends: seats at once, carriers and executions within two minutes. */
export function checkLeftRunning(history: FleetHistory): Violation[] {
  return [...lateConnections(history), ...lateSeats(history), ...lateWork(history)];
}

function lateConnections(history: FleetHistory): Violation[] {
  return [...history.streams].flatMap(([streamId, stream]) => {
    const life = ofStream(stream);
    if (life === undefined) return [];
    return stream.connections.flatMap(({ invocation, attachedAtMs, deadAtMs = stream.endMs }) => {
      if (attachedAtMs === undefined) return [];
      const late = without({ fromMs: life.untilMs, untilMs: deadAtMs }, excusesOf(history, streamId));
      if (longestMs(late) <= LONGEST_QUIET_MS) return [];
      const what = `${streamId}: ${invocation} reads on for ${deadAtMs - life.untilMs} ms after the end of the stream`;
      return [fleetViolation(history, "leftRunning", life.untilMs, what)];
    });
  });
}

function lateSeats(history: FleetHistory): Violation[] {
  const { streams, seats, ground } = history;
  return seats.flatMap(({ streamId, id, untilMs = ground.endMs }) => {
    const life = ofStream(streams.get(streamId));
    if (life === undefined) return [];
    const excuses = [...excusesOf(history, streamId), ...(streams.get(streamId)?.writeFaults ?? [])];
    const late = without({ fromMs: life.untilMs, untilMs }, excuses);
    if (longestMs(late) <= LONGEST_FAREWELL_MS) return [];
    const what = `${streamId}: ${id} has its seat for ${untilMs - life.untilMs} ms after the end of the stream`;
    return [fleetViolation(history, "leftRunning", life.untilMs, what)];
  });
}

/** As the record has it: a source that is over has to be asked again by those that were not told. */
function ofStream(stream: Parameters<typeof lifeOf>[0] | undefined): Span | undefined {
  const life = stream && lifeOf(stream);
  const ended = stream?.leaseChanges.find(({ after }) => after.status !== "running");
  return life && { ...life, untilMs: ended?.atMs ?? stream?.endMs ?? life.untilMs };
}

function lateWork(history: FleetHistory): Violation[] {
  const { ground, streams } = history;
  const lives = [...streams.values()].flatMap((stream) => ofStream(stream) ?? []);
  const overMs = Math.max(...lives.map(({ untilMs }) => untilMs));
  const excuses = [...streams.keys()].flatMap((streamId) => waitExcusesOf(history, streamId));
  const work = [
    ...ground.executions.map((execution) => ({
      what: `execution ${execution.name}`,
      endedAtMs: execution.endedAtMs,
      restMs: longestRestMs(execution, overMs),
    })),
    ...ground.invocations.map(({ id, endedAtMs }) => ({
      ...{ what: `invocation ${id}`, endedAtMs, restMs: LONGEST_REST_MS },
    })),
  ];
  return work.flatMap(({ what, endedAtMs = ground.endMs, restMs }) => {
    const late = without({ fromMs: overMs, untilMs: endedAtMs }, excuses);
    if (longestMs(late) <= restMs) return [];
    const seconds = Math.round((endedAtMs - overMs) / 1_000);
    return [
      fleetViolation(history, "leftRunning", endedAtMs, `${what} went on for ${seconds} s without a stream`),
    ];
  });
}

/** An admission whose stream has waited for long looks again only after as long: it is doing nothing meanwhile. */
function longestRestMs({ machine, startedAtMs }: ExecutionRecord, overMs: number): number {
  const waitedMs = machine === ADMISSION_MACHINE ? overMs - startedAtMs + LOOK_MS : 0;
  return Math.max(LONGEST_REST_MS, waitedMs);
}
