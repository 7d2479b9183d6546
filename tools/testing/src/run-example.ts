import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Which example to run, and with what. */
export interface RunExampleOptions {
  /** Absolute path of the package. */
  packageDir: string;
  /** File below the package, such as `examples/basic.ts`. */
  file: string;
  /** Environment variables added to the test's own. */
  env?: Record<string, string>;
  args?: string[];
}

/**
 * Runs an example of a package in a process of its own, after checking that the package's README shows
 * exactly this file, so that what a reader copies is what was run.
 *
 * @returns what the example printed on standard output
 * @throws when the README does not contain the file's text, or when the example exits with another code than 0
 */
export async function runReadmeExample(options: RunExampleOptions): Promise<string> {
  const { packageDir, file } = options;
  const source = await readFile(join(packageDir, file), "utf8");
  const readme = await readFile(join(packageDir, "README.md"), "utf8");
  if (!readme.includes(source.trim())) {
    throw new Error(
      `README.md of ${packageDir} does not show ${file} as it is: copy the file into the README`,
    );
  }
  return runExample(options);
}

/**
 * Runs an example of a package in a process of its own.
 *
 * @returns what the example printed on standard output
 * @throws when the example exits with another code than 0
 */
export async function runExample(options: RunExampleOptions): Promise<string> {
  const { packageDir, file, env = {}, args = [] } = options;
  // Whoever runs the tests may want colours; what an example prints is compared as plain text.
  const { FORCE_COLOR: _, NO_COLOR: __, ...plain } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], {
    cwd: packageDir,
    env: { ...plain, ...env },
  });
  return stdout;
}
