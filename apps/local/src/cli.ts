#!/usr/bin/env node
import { nodeProblem } from "./node-version.ts";

const WRONG_SURROUNDING = 2;

const problem = nodeProblem(process.versions.node);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(WRONG_SURROUNDING);
}

// Not before: an older Node.js fails while it loads what the command needs.
const { main } = await import("./main.ts");

// Whoever reads the output may go (`| head`): that ends the run like Ctrl-C, it is no error.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => process.emit("SIGINT"));

const code = await main({
  argv: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: (code) => process.exit(code),
});
// What still waits by then (a request to a database that never answers) is of no interest to anybody.
process.exit(code);
