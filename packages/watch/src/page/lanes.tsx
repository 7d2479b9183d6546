import type { ComponentChildren } from "preact";
import { handoverText, upMs } from "../report/connection-entry.ts";
import { clockText, shortText } from "../text/duration.ts";
import { type Bar, type Drawing, type Joint, laneName } from "./drawing.ts";
import { ticksOf } from "./time-axis.ts";

const LANE_HEIGHT = 34;
const BAR_HEIGHT = 18;
const GAP_HEIGHT = 22;
const AXIS_HEIGHT = 20;
const MOST_TICKS = 4;

/** A gap that is a smaller part of the time has no label: the table has its length. */
const LEAST_LABELLED_SHARE = 1 / 2_000;

/** From there on what is written beside a place stands to its left, in percent. */
const RIGHT_EDGE = 90;

/** Closer ones have no room for what is written beside them, in percent. */
const ROOM_FOR_LABEL = 7;

interface LanesProps {
  readonly drawing: Drawing;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** What it comes to, for whoever cannot see it; the tables below have all of it. */
  readonly summary: string;
  /** What stands below on the same time: a name and a drawing beside it. */
  readonly children?: ComponentChildren;
}

/** The lanes of a stream over time: bars, joints, gaps and the line of now. */
export function Lanes({ drawing, sinceMs, untilMs, summary, children }: LanesProps) {
  const { lanes, bars, joints, gaps } = drawing;
  const lanesHeight = Math.max(1, lanes.length) * LANE_HEIGHT;
  const height = lanesHeight + GAP_HEIGHT + AXIS_HEIGHT;
  const labelled = new Set(
    withRoom(
      gaps
        .filter(({ gap }) => gap.lengthMs >= (untilMs - sinceMs) * LEAST_LABELLED_SHARE)
        .toSorted((one, other) => other.gap.lengthMs - one.gap.lengthMs)
        .map(({ x, width }) => x + width / 2),
    ),
  );
  const labelledJoints = new Set(withRoom(joints.map(({ x }) => x)));
  const offsetMs = -new Date(untilMs).getTimezoneOffset() * 60_000;
  return (
    <div class="chart">
      <ol class="lane-names" aria-hidden="true">
        {lanes.map((name) => (
          <li key={name}>{name}</li>
        ))}
        <li class="gaps-name">gaps</li>
      </ol>
      <svg class="lanes" role="img" aria-label={summary} height={height} width="100%">
        {ticksOf(sinceMs, untilMs, MOST_TICKS, offsetMs).map(({ atMs, label }) => {
          const x = `${(100 * (atMs - sinceMs)) / (untilMs - sinceMs)}%`;
          return (
            <g key={atMs}>
              <line class="grid" x1={x} x2={x} y1={0} y2={height - AXIS_HEIGHT} />
              <text class="tick" x={x} y={height - 5}>
                {label}
              </text>
            </g>
          );
        })}
        {gaps.map(({ x, width, gap }) => (
          <g
            key={gap.fromMs}
            class={`gap ${gap.certainty}`}
            data-from={gap.fromMs}
            data-until={gap.untilMs}
            data-swap={gap.isSwap}
          >
            <title>{`gap of ${clockText(gap.lengthMs)}, ${gap.certainty}${gap.isSwap ? ", a swap of connections" : ""}`}</title>
            <rect x={`${x}%`} width={`${width}%`} y={0} height={lanesHeight + GAP_HEIGHT} />
          </g>
        ))}
        {bars.map((bar) => (
          <ConnectionBar key={bar.key} bar={bar} />
        ))}
        {joints.map((joint) => (
          <HandoverJoint key={joint.key} joint={joint} isLabelled={labelledJoints.has(joint.x)} />
        ))}
        {gaps
          .filter(({ x, width }) => labelled.has(x + width / 2))
          .map(({ x, width, gap }) => (
            <text
              key={gap.fromMs}
              class={`gap-length ${edgeOf(x + width / 2) ?? ""}`}
              x={`${edgeOf(x + width / 2) === undefined ? x + width / 2 : x + width}%`}
              y={lanesHeight + 15}
            >
              {shortText(gap.lengthMs)}
            </text>
          ))}
        <line class="now" x1="100%" x2="100%" y1={0} y2={height - AXIS_HEIGHT} />
      </svg>
      {children}
    </div>
  );
}

function ConnectionBar({ bar: { connection, lane, x, width, notches } }: { readonly bar: Bar }) {
  const { epoch, connectedAtMs, endedAtMs, outcome, inferred = [] } = connection;
  const y = lane * LANE_HEIGHT + (LANE_HEIGHT - BAR_HEIGHT) / 2;
  const length = upMs(connection);
  const state = connectedAtMs === undefined ? "never-up" : inferred.includes("endedAtMs") ? "killed" : "up";
  return (
    <g
      class={`bar ${state}`}
      data-epoch={epoch}
      data-lane={laneName(connection)}
      data-outcome={outcome ?? ""}
      data-connected={connectedAtMs}
      data-ended={endedAtMs}
    >
      <title>
        {`${laneName(connection)}, epoch ${epoch}: ${outcome ?? (endedAtMs === undefined ? "goes on" : "over")}${
          length === undefined ? "" : ` after ${clockText(length)}`
        }`}
      </title>
      <rect x={`${x}%`} width={`${width}%`} y={y} height={BAR_HEIGHT} rx={3} />
      {notches.map((notch) => (
        <rect
          key={notch.x}
          class="notch"
          x={`${notch.x}%`}
          width={`${notch.width}%`}
          y={y - 1}
          height={BAR_HEIGHT / 2 + 1}
        />
      ))}
    </g>
  );
}

interface JointProps {
  readonly joint: Joint;
  readonly isLabelled: boolean;
}

function HandoverJoint({ joint: { connection, x, fromLane, toLane }, isLabelled }: JointProps) {
  const { handover, epoch } = connection;
  const middle = (lane: number) => lane * LANE_HEIGHT + LANE_HEIGHT / 2;
  const proof = handover?.proof ?? "none";
  return (
    <g
      class={`joint ${proof}`}
      data-epoch={epoch}
      data-proof={proof}
      data-overlap={handover?.overlapMs ?? ""}
    >
      <title>{`handover: ${handoverText(handover)}`}</title>
      <line x1={`${x}%`} x2={`${x}%`} y1={middle(fromLane)} y2={middle(toLane)} />
      <circle cx={`${x}%`} cy={middle(toLane)} r={4} />
      {isLabelled && handover?.overlapMs !== undefined && (
        <text
          class={edgeOf(x)}
          x={`${x}%`}
          dx={x < RIGHT_EDGE ? 4 : -4}
          y={(middle(fromLane) + middle(toLane)) / 2 + 4}
        >
          {shortText(handover.overlapMs)}
        </text>
      )}
    </g>
  );
}

/** How what is written at a place is kept from standing beyond the right edge. */
function edgeOf(place: number): string | undefined {
  return place < RIGHT_EDGE ? undefined : "at-edge";
}

/** Of these places those that have room for a label; the first ones go before the others. */
function withRoom(places: readonly number[]): number[] {
  const taken: number[] = [];
  for (const place of places) {
    if (taken.every((other) => Math.abs(place - other) >= ROOM_FOR_LABEL)) taken.push(place);
  }
  return taken;
}
