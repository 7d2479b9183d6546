import { ASSUMPTIONS, FLEETS, RELAY, TASK } from "./assumptions.ts";
import { tasksCheaperFrom } from "./break-even.ts";
import { natGatewayExtra, STREAMS_PER_TASK } from "./designs/fargate.ts";
import {
  eventWriteCost,
  PACK_DELAYS_MS,
  packedWriteCost,
  recordedWriteCosts,
  type StreamLoad,
} from "./event-writes.ts";
import { type DesignName, monthlyCosts } from "./monthly-cost.ts";
import { DESIGNS, dollars, PARTS } from "./names.ts";
import { PRICES, price } from "./prices.ts";
import type { MonthlyCost } from "./pricing.ts";
import measured from "./write-units.json" with { type: "json" };

/** How many streams are compared. */
export const STREAM_COUNTS = [1, 10, 50, 100, 1_000] as const;

/** Those of which the parts are told. */
const SHOWN_STREAMS = 50;

const PER_STREAM_DIGITS = 3;

const LOADS: readonly StreamLoad[] = [
  { eventsPerSecond: 1, itemBytes: 1_000 },
  { eventsPerSecond: 10, itemBytes: 1_000 },
  { eventsPerSecond: 100, itemBytes: 1_000 },
];

/** Of the recorded events, a second. */
const EVENT_RATES = [1, 10, 30, 100] as const;

const NAMES = Object.keys(DESIGNS) as DesignName[];

/** The costs as Markdown, as READMEs have them. */
export function costTable(loads: readonly StreamLoad[] = LOADS): string {
  return [...totals(), "", ...containers(), "", ...parts(), "", ...eventWrites(loads), "", ...facts()].join(
    "\n",
  );
}

/** The least of each column is bold. */
function totals(): string[] {
  const costs = STREAM_COUNTS.map((streams) => monthlyCosts(streams));
  const cell = (name: DesignName) => (of: Record<DesignName, MonthlyCost>) => {
    const isLeast = NAMES.every((other) => of[name].total <= of[other].total);
    return isLeast ? `**${dollars(of[name].total)}**` : dollars(of[name].total);
  };
  const perStream = STREAM_COUNTS.map((streams, index) =>
    ((costs[index]?.fleet128.total ?? Number.NaN) / streams).toFixed(PER_STREAM_DIGITS),
  );
  return [
    row(["$ a month", ...STREAM_COUNTS.map(streamsText)]),
    row(["---", ...STREAM_COUNTS.map(() => "---:")]),
    ...NAMES.map((name) => row([DESIGNS[name], ...costs.map(cell(name))])),
    row(["a stream of the fleet, 128 MB", ...perStream]),
  ];
}

/** Where a container is cheaper. */
function containers(): string[] {
  const from = (isWatched: boolean) => tasksCheaperFrom({ isWatched }) ?? "no number";
  return [
    `The least of each column is bold. Fargate tasks cost less than a fleet of 128 MB from ${from(false)} streams on when nothing watches them, from ${from(true)} on with as many metrics and alarms as the fleet has.`,
  ];
}

function parts(): string[] {
  const costs = monthlyCosts(SHOWN_STREAMS);
  return [
    row([`$ a month for ${SHOWN_STREAMS} streams`, ...NAMES.map((name) => DESIGNS[name])]),
    row(["---", ...NAMES.map(() => "---:")]),
    ...(Object.keys(PARTS) as (keyof MonthlyCost)[]).map((part) =>
      row([
        part === "total" ? `**${PARTS[part]}**` : PARTS[part],
        ...NAMES.map((name) => dollars(costs[name][part])),
      ]),
    ),
  ];
}

/** What comes on top for the events themselves, by the way in which they are written. */
function eventWrites(loads: readonly StreamLoad[]): string[] {
  const costs = EVENT_RATES.map(recordedWriteCosts);
  const most = Math.max(...measured.packed.map(({ events }) => events));
  return [
    `The events come on top, for each design alike, by stream: ${loads.map(eventsText).join("; ")}.`,
    "",
    row(["$ a month for a stream's events", ...EVENT_RATES.map((rate) => `${rate} a second`)]),
    row(["---", ...EVENT_RATES.map(() => "---:")]),
    row(["an item each", ...costs.map(({ single }) => dollars(single))]),
    row(['an item each, `compress: "auto"`', ...costs.map(({ compressed }) => dollars(compressed))]),
    ...PACK_DELAYS_MS.map((delayMs, index) =>
      row([
        `packed for ${count(delayMs)} ms`,
        ...costs.map(({ packed }) => dollars(packed[index] ?? Number.NaN)),
      ]),
    ),
    "",
    `Write units of recorded edits of Wikimedia's wikis, ${count(measured.eventBytes)} bytes each, measured; a segment of more than ${most} events counts as one of ${most} would, as the recording has no more.`,
  ];
}

function facts(): string[] {
  const { fleet128, fleet256 } = FLEETS;
  return [
    `Functions (arm64) live ${ASSUMPTIONS.lifetimeSeconds} s: relays of ${RELAY.memoryMb} MB, the fleet's of ${fleet128.memoryMb} MB with ${fleet128.streamsPerFunction} streams each, or of ${fleet256.memoryMb} MB with ${fleet256.streamsPerFunction}. A task of ${TASK.vcpu} vCPU and ${TASK.gb} GB (arm64) carries ${STREAMS_PER_TASK} of them by its CPU, and has a public address; behind a NAT gateway it is $${dollars(natGatewayExtra())} more.`,
    `Not counted: calls of the API, what tables and logs keep, traces, traffic, and the dashboard ($${dollars(price("cloudWatchDashboardMonth"))} from an account's fourth on; \`dashboard: false\` leaves it out).`,
    `Prices of ${PRICES.region}, taken on ${PRICES.takenOn}, no free tier; those not checked at the source: ${unverified().join(", ")}.`,
  ];
}

function eventsText(load: StreamLoad): string {
  const packed = PACK_DELAYS_MS.map(
    (delayMs) => `$${dollars(packedWriteCost(load, delayMs))} packed for ${count(delayMs)} ms`,
  );
  return `$${dollars(eventWriteCost(load))} for ${load.eventsPerSecond} a second of ${load.itemBytes} bytes (${packed.join(", ")})`;
}

function streamsText(streams: number): string {
  return `${count(streams)} ${streams === 1 ? "stream" : "streams"}`;
}

function unverified(): string[] {
  return Object.entries(PRICES.prices)
    .filter(([, { verified }]) => !verified)
    .map(([name]) => `\`${name}\``);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function count(amount: number): string {
  return amount.toLocaleString("en-US");
}
