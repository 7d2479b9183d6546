import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { transform } from "esbuild";
import { assertNoWarning } from "../strangers/assert-no-warning.ts";
import type { ReadmeProgram } from "../strangers/readme-programs.ts";
import { runPrograms } from "../strangers/run-programs.ts";
import type { ToolRunner } from "../strangers/run-tool.ts";
import { runTransports } from "../transports/run-transports.ts";
import { type InstalledRuntimes, type Runtime, runtimeCommand } from "./runtime.ts";
import type { WhereItRuns } from "./where-it-runs.ts";

/** Where programs are, and what runs them. */
export interface RunOnOptions {
  /** Installed already, with the programs in it. */
  readonly folder: string;
  readonly where: WhereItRuns;
  readonly installed: InstalledRuntimes;
  readonly run: ToolRunner;
}

/**
 * Runs programs on a runtime, loads all entries there and tries what goes over the network, in a folder that `checkEntries` has been at.
 *
 * @throws {StepFailedError} when something fails, or warns
 */
export async function runOn(
  runtime: Runtime,
  programs: readonly ReadmeProgram[],
  { folder, where, installed, run }: RunOnOptions,
): Promise<void> {
  const tool = runtimeCommand(runtime, { lowestNode: where.lowestNode, installed });
  const runnable = runtime === "node22" ? await compiled(programs, folder) : programs;
  await runPrograms(runnable, { folder, run, tool });
  assertNoWarning(await run(tool, ["load-entries.mjs"], { cwd: folder }));
  if (where.transports) await runTransports({ folder, run, tool });
}

/** Node.js 22 strips types with a warning, and before 22.18 not at all. */
async function compiled(programs: readonly ReadmeProgram[], folder: string): Promise<ReadmeProgram[]> {
  return Promise.all(
    programs.map(async ({ name, text }) => {
      const { code } = await transform(await readFile(join(folder, name), "utf8"), {
        loader: "ts",
        target: "node22",
      });
      const file = name.replace(/\.ts$/, ".js");
      await writeFile(join(folder, file), code);
      return { name: file, text };
    }),
  );
}
