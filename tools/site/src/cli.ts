import { fileURLToPath } from "node:url";
import { runCli } from "./cli/run-cli.ts";

process.exitCode = await runCli(process.argv.slice(2), {
  root: fileURLToPath(new URL("../../..", import.meta.url)),
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
});
