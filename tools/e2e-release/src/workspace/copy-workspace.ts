import { spawnSync } from "node:child_process";
import { cp, glob, mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StepFailedError } from "../errors.ts";

/** What is built and what is linked, by package; the rest of what is ignored by git stays behind. */
const BUILT = ["{packages,tools}/*/dist", "{packages,apps,tools}/*/node_modules"];
const MAX_LISTING_BYTES = 64 * 1_024 * 1_024;

/**
 * Copies the files of a workspace, as they are now, with what is built. Links between its packages stay within the copy; what it has
 * installed from elsewhere is used where it is.
 */
export async function copyWorkspace(workspace: string, copy: string): Promise<void> {
  const listing = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: workspace,
    encoding: "utf8",
    maxBuffer: MAX_LISTING_BYTES,
  });
  if (listing.status !== 0)
    throw new StepFailedError(`git ls-files ended with ${listing.status}: ${listing.stderr}`);
  const files = listing.stdout.split("\0").filter((file) => file !== "");
  for await (const file of glob(BUILT, { cwd: workspace })) files.push(file);
  for (const file of files) await copyOne(join(workspace, file), join(copy, file));
  await symlink(join(workspace, "node_modules"), join(copy, "node_modules"));
}

/** A file that is listed and not there has been deleted since the last commit. */
async function copyOne(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
