import { parseArgs } from "node:util";
import { SERVER_NAMES, type ServerName } from "./contract-servers.ts";
import { runContract } from "./e2e-dynamodb/run-contract.ts";
import { startServers } from "./e2e-dynamodb/start-servers.ts";
import { closingLine } from "./test-totals.ts";

const HELP = `Runs the contract suites of the packages that speak to DynamoDB against real servers.

  pnpm e2e:dynamodb [--only <server>]...

  --only <server>   dynalite, dynamodb-local or ministack; more than once for more than one. Default: all three
  --help            this text

  dynalite          in this process, nothing to install
  dynamodb-local    AWS's own: needs Java 17 or newer, and Apache Maven the first time
  ministack         needs Python 3.10 or newer

What is fetched stays in ~/.cache/unbounded-streams ($XDG_CACHE_HOME). A server that cannot be started is a failure.
The last line is "N passed, N failed".
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

function chosenServers(only: readonly string[]): ServerName[] {
  const unknown = only.filter((name) => !SERVER_NAMES.some((known) => known === name));
  if (unknown.length > 0) {
    throw new TypeError(`--only ${unknown.join(" and ")}: the servers are ${SERVER_NAMES.join(", ")}`);
  }
  return SERVER_NAMES.filter((name) => only.length === 0 || only.includes(name));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: "string", multiple: true, default: [] }, help: { type: "boolean" } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const servers = await startServers(chosenServers(values.only), say);
  try {
    const contract = await runContract(servers.running, say);
    const totals = { passed: contract.passed, failed: contract.failed + servers.failures };
    process.exitCode = totals.failed === 0 ? 0 : 1;
    await servers.stop({ keepLog: totals.failed > 0 });
    say(`\n${closingLine(totals)}`);
  } catch (error) {
    await servers.stop({ keepLog: true });
    throw error;
  }
}

// Servers are killed when this process exits; a signal alone would end it without that.
for (const [signal, exitCode] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
  process.once(signal, () => process.exit(exitCode));
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
