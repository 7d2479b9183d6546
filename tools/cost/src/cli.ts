import { parseArgs } from "node:util";
import { costTable } from "./cost-table.ts";
import { eventWriteCost, monthlyCosts } from "./monthly-cost.ts";
import { PRICES } from "./prices.ts";

const HELP = `What an endless stream costs a month.

  pnpm cost [--events-per-second <n>] [--bytes <n>] [--json]

  --events-per-second <n>   default 10
  --bytes <n>               of an item in the table; default 1000
  --json                    figures and prices for programs
`;
const WRONG_OPTION = 2;

const { values } = parseArgs({
  options: {
    "events-per-second": { type: "string", default: "10" },
    bytes: { type: "string", default: "1000" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  },
});
const load = { eventsPerSecond: Number(values["events-per-second"]), itemBytes: Number(values.bytes) };
const { eventsPerSecond, itemBytes } = load;

if (values.help) process.stdout.write(HELP);
else if (!(eventsPerSecond >= 0 && itemBytes > 0 && Number.isFinite(eventsPerSecond * itemBytes))) {
  process.stderr.write("--events-per-second must be a number from 0, --bytes one above 0\n");
  process.exitCode = WRONG_OPTION;
} else if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ load, designs: monthlyCosts(), eventWrites: eventWriteCost(load), ...PRICES })}\n`,
  );
} else process.stdout.write(`${costTable([load])}\n`);
