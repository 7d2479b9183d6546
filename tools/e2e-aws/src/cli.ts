import { parseArgs } from "node:util";
import { closingLine } from "@unbounded-streams/testing";
import { LOCAL_AWS, runEndToEnd, STACK_KINDS } from "./run.ts";

const HELP = `Deploys apps/cloud to a local AWS with the real CDK, runs streams through it, and compares tables with truth.

  pnpm e2e:aws [--aws ministack|localstack] [--only relay|fleet] [--help]

Needs Python 3.10 or newer, for the local AWS (ministack by default) and cfn-lint; both are fetched into environments of their own, once.
LocalStack also needs Java 17, for its DynamoDB, which Maven fetches once.
Progress is on standard error. The last line is "N passed, N failed"; the exit code is 0 when none failed, 1 when some did, 2 when
it could not begin, 130 after Ctrl-C.
`;

const say = (line: string) => void process.stderr.write(`${line}\n`);
const INTERRUPTED = 130;
const COULD_NOT_BEGIN = 2;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean" },
      aws: { type: "string", default: "ministack" },
      only: { type: "string" },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { aws } = values;
  if (!isLocalAws(aws)) {
    say(`--aws ${aws} is unknown: allowed are ${Object.keys(LOCAL_AWS).join(", ")}`);
    return COULD_NOT_BEGIN;
  }
  const only = STACK_KINDS.find((kind) => kind === values.only);
  if (values.only !== undefined && only === undefined) {
    say(`--only ${values.only} is unknown: allowed are ${STACK_KINDS.join(", ")}`);
    return COULD_NOT_BEGIN;
  }
  const interrupted = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => interrupted.abort());
  try {
    const totals = await runEndToEnd({ aws, only, say, signal: interrupted.signal });
    process.stdout.write(`${closingLine(totals)}\n`);
    if (interrupted.signal.aborted) return INTERRUPTED;
    return totals.failed === 0 ? 0 : 1;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return interrupted.signal.aborted ? INTERRUPTED : COULD_NOT_BEGIN;
  }
}

function isLocalAws(name: string): name is keyof typeof LOCAL_AWS {
  return Object.hasOwn(LOCAL_AWS, name);
}

process.exitCode = await main();
