import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MissingToolError } from "../errors.ts";
import { cachedFolder } from "./cache.ts";
import { runCommand, tryCommand } from "./run-command.ts";

const RECIPES = new URL("../../python/", import.meta.url);
const OLDEST_PYTHON = [3, 10] as const;
const SAY_VERSION = "import sys; print(*sys.version_info[:3], sep='.')";

/**
 * Makes a virtual environment with what a requirements file names, once per user, contents and Python.
 *
 * @param name of the file, without `.txt`
 * @param recipes the folder that has it; this project's `python/` by default
 * @returns the path of the environment's Python; run modules with it (`-m`), its scripts do not work
 * @throws {MissingToolError} without Python 3.10
 * @throws {CommandFailedError} when the environment cannot be made, with the end of what Python or pip said
 */
export async function pythonEnvironment(name: string, recipes: URL = RECIPES): Promise<string> {
  const recipe = fileURLToPath(new URL(`${name}.txt`, recipes));
  const { command, version } = await findPython(name);
  const folder = await cachedFolder({
    name: `python-${name}`,
    madeOf: [version, await readFile(recipe, "utf8")],
    async fill(empty) {
      await runCommand(command, ["-m", "venv", empty]);
      const pip = [
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-deps",
        "--requirement",
        recipe,
      ];
      await runCommand(pythonOf(empty), pip);
    },
  });
  return pythonOf(folder);
}

function pythonOf(environment: string): string {
  return join(environment, "bin", "python");
}

async function findPython(name: string): Promise<{ command: string; version: string }> {
  const found: string[] = [];
  for (const command of ["python3", "python"]) {
    const result = await tryCommand(command, ["-c", SAY_VERSION]);
    if (result?.exitCode !== 0) continue;
    const version = result.output.trim();
    if (isNewEnough(version)) return { command, version };
    found.push(`${command} is ${version}`);
  }
  throw new MissingToolError({
    needs: `${name} needs Python ${OLDEST_PYTHON.join(".")} or newer`,
    found: found.join(", ") || "there is no python3 on the PATH",
    remedy: "Install Python with its venv module (Debian: python3-venv).",
  });
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}
