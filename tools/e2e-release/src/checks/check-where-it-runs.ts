import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { StepFailedError } from "../errors.ts";
import { lowestPeers } from "../runtimes/lowest-peers.ts";
import { WHERE_IT_RUNS, type WhereItRuns, whereItRunsSection } from "../runtimes/where-it-runs.ts";
import type { PublishedPackage } from "../workspace/published-packages.ts";

/**
 * Where a package is promised to run.
 *
 * @throws {StepFailedError} when its `engines` or its README say otherwise
 */
export async function checkWhereItRuns({ folder, manifest }: PublishedPackage): Promise<WhereItRuns> {
  const where = WHERE_IT_RUNS[manifest.name.replace(/^.*\//, "")];
  if (where === undefined) throw new StepFailedError(`WHERE_IT_RUNS does not have ${manifest.name}`);
  const engines = `>=${where.lowestNode}`;
  if (manifest.engines?.node !== engines)
    throw new StepFailedError(
      `engines.node of ${manifest.name} is ${manifest.engines?.node}, and what is tested is ${engines}`,
    );
  const section = whereItRunsSection(where, lowestPeers(manifest));
  const readme = await readFile(join(folder, "README.md"), "utf8");
  if (!`${readme}\n`.includes(`\n${section}\n`))
    throw new StepFailedError(`the README of ${manifest.name} has to say, word for word:\n\n${section}\n`);
  return where;
}
