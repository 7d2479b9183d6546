import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ChecksumError } from "../errors.ts";

/**
 * Checks that a folder has exactly the files that a list names, with exactly these contents.
 *
 * @param sums lines as `sha256sum` prints them
 * @throws {ChecksumError} naming each file that is missing, too many, or different
 */
export async function verifyChecksums(folder: string, sums: string): Promise<void> {
  const expected = new Map(parseSums(sums));
  const problems: string[] = [];
  for (const file of await readdir(folder)) {
    const sum = createHash("sha256")
      .update(await readFile(join(folder, file)))
      .digest("hex");
    if (!expected.has(file)) problems.push(`${file} is not on the list`);
    else if (expected.get(file) !== sum) problems.push(`${file} has ${sum}`);
    expected.delete(file);
  }
  for (const file of expected.keys()) problems.push(`${file} is missing`);
  if (problems.length > 0) throw new ChecksumError(folder, problems);
}

function parseSums(sums: string): [file: string, sum: string][] {
  return sums
    .trim()
    .split("\n")
    .map((line) => {
      const [sum = "", file = ""] = line.split(/\s+\*?/);
      return [file, sum];
    });
}
