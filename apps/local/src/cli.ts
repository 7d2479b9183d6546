#!/usr/bin/env node
import { main } from "./main.ts";

process.exitCode = await main({
  argv: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
});
