import { execFile } from "node:child_process";
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** A command of a package on PyPI, in exactly this version. */
export interface PythonToolOptions {
  /** Of the package and of its command. */
  name: string;
  version: string;
  /** Absolute path of a directory that may be deleted at any time; the tool goes into one below it. */
  cacheDir: string;
  /** Interpreters to try, in this order. Default `python3`, `python`. */
  interpreters?: readonly string[];
}

/** There is no Python that the tool can be installed with. */
export class PythonMissingError extends Error {
  override readonly name = "PythonMissingError";
  readonly code = "PYTHON_MISSING";

  constructor(tool: string, interpreters: readonly string[]) {
    super(
      `${tool} needs Python ${MIN_PYTHON.join(".")} or newer with venv, and none of ${interpreters.join(", ")} is one: install it and try again`,
    );
  }
}

const MIN_PYTHON = [3, 10] as const;
const run = promisify(execFile);

/**
 * Installs a command-line program from PyPI into a virtual environment of its own, unless it is there already.
 *
 * @returns the absolute path of the program
 * @throws PythonMissingError when there is no Python that is new enough
 */
export async function pythonTool(options: PythonToolOptions): Promise<string> {
  const { name, version, cacheDir, interpreters = ["python3", "python"] } = options;
  const directory = join(cacheDir, `${name}-${version}`);
  const program = join(directory, process.platform === "win32" ? `Scripts/${name}.exe` : `bin/${name}`);
  const installed = join(directory, ".installed");
  if (await exists(installed)) return program;
  const python = await firstGoodOf(interpreters);
  if (python === undefined) throw new PythonMissingError(name, interpreters);
  await rm(directory, { recursive: true, force: true });
  await mkdir(cacheDir, { recursive: true });
  await run(python, ["-m", "venv", directory]);
  const pip = join(directory, process.platform === "win32" ? "Scripts/pip.exe" : "bin/pip");
  await run(pip, ["install", "--quiet", "--disable-pip-version-check", `${name}==${version}`]);
  await writeFile(installed, "");
  return program;
}

async function firstGoodOf(interpreters: readonly string[]): Promise<string | undefined> {
  for (const interpreter of interpreters) if (await isGood(interpreter)) return interpreter;
  return undefined;
}

async function isGood(interpreter: string): Promise<boolean> {
  const check = `import sys, venv; sys.exit(0 if sys.version_info >= (${MIN_PYTHON.join(", ")}) else 1)`;
  return run(interpreter, ["-c", check]).then(
    () => true,
    () => false,
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
