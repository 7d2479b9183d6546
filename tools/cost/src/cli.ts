import { parseArgs } from "node:util";
import { DEFAULT_QUESTION, type NumberName, numberProblem } from "./calculator.ts";
import { costTable, STREAM_COUNTS } from "./cost-table.ts";
import { eventWriteCost, PACK_DELAYS_MS, packedWriteCost } from "./event-writes.ts";
import { monthlyCosts } from "./monthly-cost.ts";
import { PRICES } from "./prices.ts";

const HELP = `What endless streams cost a month, 1 to 1,000 of them: relays, fleets, the article's two functions each, Fargate tasks.

  pnpm cost [--streams <n>] [--events-per-second <n>] [--bytes <n>] [--lifetime-seconds <n>] [--ledger <on|off>] [--json]

  --streams <n>             with --json: these instead of 1, 10, 50, 100 and 1000
  --events-per-second <n>   of each stream; default 10
  --bytes <n>               of an item in the table; default 1000
  --lifetime-seconds <n>    with --json: how long a function lives, 60 to 900; default 900
  --ledger <on|off>         with --json: whether connections are on record; default on
  --json                    figures and prices for programs
`;
const WRONG_OPTION = 2;
const LEDGER: Readonly<Record<string, boolean>> = { on: true, off: false };

const { values } = parseArgs({
  options: {
    streams: { type: "string" },
    "events-per-second": { type: "string" },
    bytes: { type: "string" },
    "lifetime-seconds": { type: "string" },
    ledger: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  },
});
const given = {
  streams: numberOf("streams", values.streams),
  eventsPerSecond: numberOf("eventsPerSecond", values["events-per-second"]),
  itemBytes: numberOf("itemBytes", values.bytes),
  lifetimeSeconds: numberOf("lifetimeSeconds", values["lifetime-seconds"]),
};
const { eventsPerSecond, itemBytes, lifetimeSeconds } = given;
const ledger = values.ledger === undefined ? undefined : LEDGER[values.ledger];
const problem = (Object.keys(given) as (keyof typeof given)[])
  .map((name) => numberProblem(name, given[name]))
  .find((sentence) => sentence !== undefined);

if (values.help) process.stdout.write(HELP);
else if (problem !== undefined) refuse(problem);
else if (values.ledger !== undefined && ledger === undefined) refuse("--ledger must be on or off");
else print();

function print(): void {
  const load = { eventsPerSecond, itemBytes };
  if (!values.json) {
    process.stdout.write(`${costTable([load])}\n`);
    return;
  }
  const counts = values.streams === undefined ? STREAM_COUNTS : [given.streams];
  const settings = { lifetimeSeconds, ledger };
  const costs = counts.map((streams) => ({ streams, designs: monthlyCosts(streams, settings) }));
  const events = {
    eventWritesPerStream: eventWriteCost(load),
    packedWritesPerStream: PACK_DELAYS_MS.map((packDelayMs) => ({
      packDelayMs,
      usd: packedWriteCost(load, packDelayMs),
    })),
  };
  process.stdout.write(`${JSON.stringify({ load, settings, costs, ...events, ...PRICES })}\n`);
}

/** What is not given is what the calculator begins with. */
function numberOf(name: NumberName, text: string | undefined): number {
  return text === undefined ? DEFAULT_QUESTION[name] : Number(text.trim() || Number.NaN);
}

function refuse(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = WRONG_OPTION;
}
