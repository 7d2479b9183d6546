import { availableParallelism } from "node:os";
import { addUpFleets, type FleetRunSummary, fleetSummaryOf } from "../fleet/fleet-summary.ts";
import { runFleet } from "../fleet/run-fleet.ts";
import { adaptOf, runMany } from "../run-many.ts";
import { runSimulation } from "../run-simulation.ts";
import { addUp, type RunSummary, summaryOf } from "../summary.ts";
import { type CliOptions, HELP, readOptions, UsageError } from "./options.ts";
import { runLine, summaryText, violationLines } from "./text.ts";

export interface CliOutput {
  writeOut(text: string): void;
  writeError(text: string): void;
}

/** @returns the exit code: 0 when nothing is wrong, 1 when a rule was broken, 2 for an option that cannot be used */
export async function runCli(words: readonly string[], output: CliOutput): Promise<number> {
  let options: CliOptions;
  try {
    options = readOptions(words);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.writeError(`${error.message}\n`);
    return 2;
  }
  if (options.help) {
    output.writeOut(HELP);
    return 0;
  }
  const runs =
    options.replay === undefined
      ? await runAll(options, output)
      : await replay(options.replay, options, output);
  report(runs, options, output);
  return runs.some(({ violations }) => violations.length > 0) ? 1 : 0;
}

async function runAll(options: CliOptions, output: CliOutput): Promise<RunSummary[]> {
  const { runs, seed, subject, jobs = availableParallelism(), verbose } = options;
  let done = 0;
  return runMany({
    seeds: Array.from({ length: runs }, (_, index) => seed + index),
    subject,
    jobs,
    onRun(run) {
      done += 1;
      const isNews = verbose || run.violations.length > 0 || done % 20 === 0;
      if (isNews)
        output.writeError(`${String(done).padStart(String(runs).length)}/${runs}  ${runLine(run)}\n`);
    },
  });
}

async function replay(seed: number, { subject, json }: CliOptions, output: CliOutput): Promise<RunSummary[]> {
  const write = json ? output.writeError : output.writeOut;
  const show = ({ plan, trace }: { plan: unknown; trace: readonly string[] }) => {
    write(`plan ${JSON.stringify(plan)}\n`);
    for (const line of trace) write(`${line}\n`);
  };
  if (subject.fleet) {
    const result = await runFleet({ seed, plant: subject.plant, traced: true });
    show(result);
    return [fleetSummaryOf(result)];
  }
  const result = await runSimulation({ seed, plant: subject.plant, adapt: adaptOf(subject), traced: true });
  show(result);
  return [summaryOf(result)];
}

function report(runs: readonly RunSummary[], { json, subject }: CliOptions, output: CliOutput): void {
  const summary = subject.fleet ? addUpFleets(runs as FleetRunSummary[]) : addUp(runs);
  output.writeOut(json ? `${JSON.stringify(summary)}\n` : summaryText(summary));
  for (const run of runs) {
    if (run.violations.length > 0) output.writeError(violationLines(run, subject));
  }
}
