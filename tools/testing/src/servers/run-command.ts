import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { CommandFailedError } from "../errors.ts";
import { lastLines } from "./last-lines.ts";

/** What became of a command. */
export interface CommandResult {
  readonly exitCode: number | string;
  /** Standard output and standard error, one after the other. */
  readonly output: string;
}

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment; this process's by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Kills it, and rejects with an AbortError. */
  readonly signal?: AbortSignal;
}

/** Runs a command to its end; undefined when there is no such program. */
export async function tryCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult | undefined> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  try {
    const [code, signal] = await once(child, "close");
    return { exitCode: code ?? signal, output: (await printed).join("") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Runs a command that must succeed.
 *
 * @throws {CommandFailedError} when it does not, with the last lines that it printed
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<void> {
  const result = await tryCommand(command, args, options);
  if (result?.exitCode === 0) return;
  throw new CommandFailedError({
    command: [command, ...args].join(" "),
    exitCode: result?.exitCode ?? "no such program",
    output: lastLines(result?.output ?? ""),
  });
}
