#!/usr/bin/env node
import { main } from "./cli/main.ts";
import { today } from "./system.ts";

process.exitCode = await main({
  argv: process.argv.slice(2),
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  signals: process,
  today,
  reportFile: new URL("../../../docs/benchmarks.md", import.meta.url),
});
