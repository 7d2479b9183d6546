#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { runCli } from "./cli/run-cli.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

process.exitCode = runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  version,
  writeFile: (path, text) => writeFileSync(path, text),
});
