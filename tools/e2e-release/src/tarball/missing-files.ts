import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../workspace/published-packages.ts";
import { namedFiles } from "./named-files.ts";

/**
 * The files that a manifest promises and that are not there, or are empty.
 *
 * @param workspace its LICENSE counts for a package without one: it is packed in its place
 */
export async function missingFiles(folder: string, manifest: Manifest, workspace: string): Promise<string[]> {
  const missing: string[] = [];
  for (const file of namedFiles(manifest)) {
    const there =
      (await isThere(join(folder, file))) || (file === "LICENSE" && isThere(join(workspace, file)));
    if (!(await there)) missing.push(file);
  }
  return missing;
}

async function isThere(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    return found.isDirectory() || found.size > 0;
  } catch {
    return false;
  }
}
