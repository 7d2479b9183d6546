import type { SourceServer } from "../source-server.ts";
import { type Comparison, compare, lostElsewhere } from "./compare.ts";
import type { RelayReport } from "./relay.ts";

/** How many connections must have handed over to the next. */
const MIN_HANDOVERS = 4;

/** How a connection ends that hands over; `expired` when its time was up before it saw the next one. */
const HANDED_OVER = ["superseded", "expired"];

/** What is known after a run. */
export interface Outcome {
  readonly comparison: Comparison;
  /** Undefined when the relay did not come to its end. */
  readonly report: RelayReport | undefined;
  /** The last number that was published before the server was killed. */
  readonly lastBeforeKill: number;
  /** The fields in which the source was not as the definition has it. */
  readonly sourceDiffers: readonly string[];
  /** Whether the source has said that the stream is over. */
  readonly endsByItself: boolean;
}

/** Of a run that came to nothing. */
export const NOTHING: Outcome = {
  comparison: compare(0, []),
  report: undefined,
  lastBeforeKill: 0,
  sourceDiffers: [],
  endsByItself: false,
};

/** Times that a connection went after the next one was up. */
export function handoversOf({ report }: Outcome): number {
  const connections = report?.connections ?? [];
  return connections.filter(
    ({ startedAt, endedAt, outcome }) =>
      HANDED_OVER.includes(outcome) &&
      connections.some(
        (next) => next.startedAt > startedAt && next.connectedAt !== null && next.connectedAt <= endedAt,
      ),
  ).length;
}

/** What is not as it must be, in words; empty when all is. */
export function problemsOf({ replays }: Pick<SourceServer, "replays">, outcome: Outcome): string[] {
  const { comparison, report, lastBeforeKill, sourceDiffers, endsByItself } = outcome;
  const { lost, twice, foreign } = comparison;
  const handovers = handoversOf(outcome);
  const expectedStatus = endsByItself ? "ended" : "stopped";
  const status = report?.lease?.status;
  const inexcusable = replays ? [...lost] : lostElsewhere(lost, lastBeforeKill);
  return [
    ...(inexcusable.length === 0 ? [] : [lostText(inexcusable, replays)]),
    ...(twice === 0 ? [] : [`${twice} stored twice`]),
    ...(foreign === 0 ? [] : [`${foreign} records in the table that were not published`]),
    ...(handovers >= MIN_HANDOVERS ? [] : [`${handovers} handovers, ${MIN_HANDOVERS} at least were to be`]),
    ...(status === expectedStatus ? [] : [`the stream is ${status}, not ${expectedStatus}`]),
    ...countText(report?.events.deadLettered, "dead letters"),
    ...countText(report?.events.framesSkipped, "frames skipped"),
    ...sourceDiffers.map((field) => `${field} is not as the definition has it`),
  ];
}

const MOST_NAMED = 5;

function lostText(lost: readonly number[], replays: boolean): string {
  const named = lost.slice(0, MOST_NAMED).join(", ");
  const where = replays ? "" : " elsewhere than around the kill";
  return `${lost.length} lost${where} (${named}${lost.length > MOST_NAMED ? ", ..." : ""})`;
}

function countText(count: number | undefined, what: string): string[] {
  return count === undefined || count === 0 ? [] : [`${count} ${what}`];
}
