import { parseArgs } from "node:util";
import { costTable, STREAM_COUNTS } from "./cost-table.ts";
import { eventWriteCost, PACK_DELAYS_MS, packedWriteCost } from "./event-writes.ts";
import { monthlyCosts } from "./monthly-cost.ts";
import { PRICES } from "./prices.ts";

const HELP = `What endless streams cost a month, 1 to 1,000 of them: relays, fleets, the article's two functions each, Fargate tasks.

  pnpm cost [--streams <n>] [--events-per-second <n>] [--bytes <n>] [--json]

  --streams <n>             with --json: these instead of 1, 10, 50, 100 and 1000
  --events-per-second <n>   of each stream; default 10
  --bytes <n>               of an item in the table; default 1000
  --json                    figures and prices for programs
`;
const WRONG_OPTION = 2;

const { values } = parseArgs({
  options: {
    streams: { type: "string" },
    "events-per-second": { type: "string", default: "10" },
    bytes: { type: "string", default: "1000" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  },
});
const load = { eventsPerSecond: Number(values["events-per-second"]), itemBytes: Number(values.bytes) };
const { eventsPerSecond, itemBytes } = load;
const counts = values.streams === undefined ? STREAM_COUNTS : [Number(values.streams)];

if (values.help) process.stdout.write(HELP);
else if (!(eventsPerSecond >= 0 && itemBytes > 0 && Number.isFinite(eventsPerSecond * itemBytes))) {
  refuse("--events-per-second must be a number from 0, --bytes one above 0");
} else if (!counts.every((streams) => Number.isInteger(streams) && streams >= 1)) {
  refuse("--streams must be a whole number from 1");
} else if (values.json) {
  const designs = counts.map((streams) => ({ streams, designs: monthlyCosts(streams) }));
  const events = {
    eventWritesPerStream: eventWriteCost(load),
    packedWritesPerStream: PACK_DELAYS_MS.map((packDelayMs) => ({
      packDelayMs,
      usd: packedWriteCost(load, packDelayMs),
    })),
  };
  process.stdout.write(`${JSON.stringify({ load, costs: designs, ...events, ...PRICES })}\n`);
} else process.stdout.write(`${costTable([load])}\n`);

function refuse(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = WRONG_OPTION;
}
