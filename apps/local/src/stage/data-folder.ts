import { chmod, mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ServiceStartError } from "../errors.ts";
import type { LocalOptions } from "../options/options.ts";

/** What a run keeps may hold keys and others' data: nobody else on this machine may look at it. */
const OWN_FOLDER = 0o700;

/**
 * Makes the folder of a run.
 *
 * @throws ServiceStartError when it cannot be made
 */
export async function dataFolder({ dataDir, streamId }: LocalOptions): Promise<string> {
  const folder = join(dataDir, encodeURIComponent(streamId));
  try {
    await make(folder);
    await chmod(folder, OWN_FOLDER);
  } catch (error) {
    throw new ServiceStartError(
      "the run",
      `its folder ${folder} cannot be made (${(error as Error).message}): give another --data-dir`,
    );
  }
  return folder;
}

/** With the folders above it. `recursive` of `mkdir` tries for ever where a folder that exists takes none, as in `/proc`. */
async function make(folder: string): Promise<void> {
  const error = await problemOf(folder);
  if (error === undefined) return;
  if (error.code !== "ENOENT" || dirname(folder) === folder) throw error;
  await make(dirname(folder));
  const still = await problemOf(folder);
  if (still !== undefined) throw still;
}

/** Why there is no such folder when it has been made. */
async function problemOf(folder: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder, { mode: OWN_FOLDER });
  } catch (error) {
    const problem = error as NodeJS.ErrnoException;
    return problem.code === "EEXIST" && (await stat(folder)).isDirectory() ? undefined : problem;
  }
  return undefined;
}
