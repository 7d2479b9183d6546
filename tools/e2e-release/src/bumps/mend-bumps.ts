import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MissingBump } from "./missing-bumps.ts";
import { readMissingBumps } from "./read-missing-bumps.ts";

/**
 * Adds a changeset, a patch, for each package of a workspace that its changesets leave behind.
 *
 * @returns the packages that had none
 */
export async function mendBumps(workspace: string): Promise<MissingBump[]> {
  const missing = await readMissingBumps(workspace);
  for (const { packageName, moved } of missing) {
    const file = join(workspace, ".changeset", `inside-${packageName.replace(/^.*\//, "")}.md`);
    const names = moved.map((name) => `\`${name}\``).join(", ");
    await writeFile(file, `---\n"${packageName}": patch\n---\n\nNew versions inside: ${names}.\n`);
  }
  return missing;
}
