import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
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
    await mkdir(folder, { recursive: true, mode: OWN_FOLDER });
    await chmod(folder, OWN_FOLDER);
  } catch (error) {
    throw new ServiceStartError(
      "the run",
      `its folder ${folder} cannot be made (${(error as Error).message})`,
    );
  }
  return folder;
}
