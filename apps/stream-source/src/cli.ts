#!/usr/bin/env node
import { flagOf, parseCommandLine } from "./cli-options.ts";
import { InvalidFaultError, InvalidOptionError, ListenError } from "./errors.ts";
import { type StreamSource, startStreamSource } from "./server.ts";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

function fail(message: string, exitCode: number): void {
  process.stderr.write(`stream-source: ${message}\n`);
  process.exitCode = exitCode;
}

function explain(error: unknown): { message: string; exitCode: number } {
  if (error instanceof InvalidOptionError) {
    return { message: error.message.replace(error.option, flagOf(error.option)), exitCode: EXIT_USAGE };
  }
  if (error instanceof InvalidFaultError)
    return { message: `--faults: ${error.message}`, exitCode: EXIT_USAGE };
  if (error instanceof ListenError) return { message: error.message, exitCode: EXIT_FAILED };
  throw error;
}

/** The first signal closes the source, which lets the process end by itself; a second one ends it at once. */
function closeOnSignals(source: StreamSource): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      source.close().catch((error: unknown) => fail(String(error), EXIT_FAILED));
    });
  }
}

async function main(): Promise<void> {
  const request = parseCommandLine(process.argv.slice(2), process.env);
  if (request.kind === "help") {
    process.stdout.write(request.text);
    return;
  }
  if (request.kind === "wrong") return fail(request.message, EXIT_USAGE);
  try {
    const source = await startStreamSource(request.options);
    closeOnSignals(source);
    process.stdout.write(`${JSON.stringify({ listening: source.url })}\n`);
  } catch (error) {
    const { message, exitCode } = explain(error);
    fail(message, exitCode);
  }
}

await main();
