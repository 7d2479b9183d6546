import { setImmediate } from "node:timers/promises";
import { createArena } from "../arena.ts";
import type { Row } from "../contest.ts";
import { BenchError, InterruptedError, WrongOptionError } from "../errors.ts";
import { describeMachine, versionsOf } from "../report/machine.ts";
import { mergeSections, readReport, sectionOf, writeReport } from "../report/report.ts";
import { textTable } from "../report/tables.ts";
import { SUITES } from "../suites/index.ts";
import type { Suite, SuiteName } from "../suites/suite.ts";
import { type CliRequest, readCommandLine } from "./options.ts";

const FAILED = 1;
const WRONG_OPTION = 2;
const INTERRUPTED = 130;

/** What the command has around it. */
export interface MainContext {
  readonly argv: readonly string[];
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly signals: Pick<NodeJS.EventEmitter, "on" | "off">;
  /** The date that goes into the report. */
  readonly today: () => Date;
  /** Where the report is. */
  readonly reportFile: URL;
}

/** @returns the exit code: 0, 1 when a contestant failed, 2 for a wrong option, 130 after Ctrl-C. Goals decide nothing. */
export async function main(context: MainContext): Promise<number> {
  const interrupted = new AbortController();
  const onSignal = () => interrupted.abort(new InterruptedError());
  for (const name of ["SIGINT", "SIGTERM"]) context.signals.on(name, onSignal);
  try {
    const request = readCommandLine(context.argv);
    if (request.kind === "help") context.writeOut(request.text);
    else await run(request, context, interrupted.signal);
    return 0;
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    const cause = await causeOf(error, interrupted.signal);
    context.writeError(`bench: ${cause.message}\n`);
    if (cause instanceof InterruptedError) return INTERRUPTED;
    return cause instanceof WrongOptionError ? WRONG_OPTION : FAILED;
  } finally {
    for (const name of ["SIGINT", "SIGTERM"]) context.signals.off(name, onSignal);
  }
}

/** Ctrl-C reaches the processes of contestants too: that one of them is gone may be known before why. */
async function causeOf(error: BenchError, interrupted: AbortSignal): Promise<BenchError> {
  await setImmediate();
  return interrupted.aborted ? new InterruptedError() : error;
}

async function run(
  request: Extract<CliRequest, { kind: "run" }>,
  context: MainContext,
  signal: AbortSignal,
): Promise<void> {
  const { extent, json } = request;
  const suites = request.suites.map((name) => SUITES[name]);
  const results = new Map<SuiteName, Row[]>();
  for (const suite of suites) results.set(suite.name, await runSuite(suite, request, context, signal));
  if ([...results.values()].flat().length === 0) {
    throw new WrongOptionError(`--filter ${extent.filter} leaves no contest: --quick shows all names`);
  }
  if (!extent.quick && extent.filter === undefined && extent.profile === undefined) {
    await report(suites, results, context);
  }
  if (json) context.writeOut(`${JSON.stringify(Object.fromEntries(results))}\n`);
  else for (const rows of results.values()) context.writeOut(`${textTable(rows)}\n`);
}

async function runSuite(
  suite: Suite,
  { extent }: Extract<CliRequest, { kind: "run" }>,
  { writeError }: MainContext,
  signal: AbortSignal,
): Promise<Row[]> {
  const { arena, close } = createArena(extent, { signal, progress: (line) => writeError(`${line}\n`) });
  try {
    return await suite.run(arena);
  } finally {
    await close();
  }
}

async function report(
  suites: readonly Suite[],
  results: ReadonlyMap<SuiteName, readonly Row[]>,
  { reportFile, today, writeError }: MainContext,
): Promise<void> {
  const machine = describeMachine();
  const date = today();
  const sections = new Map<SuiteName, string>();
  for (const suite of suites) {
    const versions = await versionsOf(suite.packages);
    sections.set(
      suite.name,
      sectionOf(suite, { rows: results.get(suite.name) ?? [], machine, versions, date }),
    );
  }
  await writeReport(reportFile, mergeSections(await readReport(reportFile), sections));
  writeError(`wrote ${reportFile.pathname}\n`);
}
