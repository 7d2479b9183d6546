import { join } from "node:path";
import { cachedFolder, runCommand } from "@unbounded-streams/testing";
import { findCommand, missingCommand } from "../processes/find-command.ts";

/** A command of a Go module, in exactly this version. */
export interface GoProgram {
  /** The command's package. */
  readonly path: string;
  readonly version: string;
}

const made = new Map<string, Promise<string>>();

/** What to say where there is no Go; undefined where there is. */
export function missingGo(): Promise<string | undefined> {
  return missingCommand("go", "install Go 1.26 or newer, from https://go.dev/doc/install");
}

/**
 * Builds a program once per user and version, in some minutes, into `~/.cache/unbounded-streams`.
 *
 * @returns the absolute path of the program
 * @throws CommandFailedError with what `go install` said
 */
export function goProgram(program: GoProgram, signal: AbortSignal): Promise<string> {
  const key = `${program.path}@${program.version}`;
  const making = made.get(key) ?? makeProgram(program, signal);
  made.set(key, making);
  return making;
}

async function makeProgram({ path, version }: GoProgram, signal: AbortSignal): Promise<string> {
  const name = path
    .split("/")
    .filter((part) => !/^v\d+$/.test(part))
    .at(-1);
  const folder = await cachedFolder({
    name: `go-${name}`,
    madeOf: [path, version],
    async fill(empty) {
      process.stderr.write(`go install ${path}@${version}: some minutes, once\n`);
      await runCommand((await findCommand("go")) ?? "go", ["install", `${path}@${version}`], {
        env: { ...process.env, GOBIN: empty },
        signal,
      });
    },
  });
  return join(folder, String(name));
}
