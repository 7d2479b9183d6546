import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ServerStartError } from "../errors.ts";
import { until } from "../until.ts";
import { killGroup, livesAsGroup } from "./process-groups.ts";

const START_WITHIN_MS = 30_000;
/** What its children have open is gone by then. */
const DOWN_WITHIN_MS = 30_000;
const STOP_GRACE_MS = 2_000;

/** A server as a command. */
export interface ServerCommand {
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its working directory, where `{name}.log` is, too. */
  readonly folder: string;
  /** What its log file and errors call it; the command's by default. */
  readonly name?: string;
  /** Whether it answers; asked again and again, a rejection means not yet. */
  isUp(): Promise<boolean>;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** How long it may take until it is up, in milliseconds; 30,000 by default. */
  readonly startWithinMs?: number;
}

/** A server in a process of its own, with all that it starts. */
export interface ServerProcess {
  readonly logFile: string;
  /** SIGKILL for it and all its children, and the same command again. */
  restart(): Promise<void>;
  /** SIGTERM, then SIGKILL. */
  stop(): Promise<void>;
}

/**
 * Starts a server, and resolves when it is up.
 *
 * @throws ServerStartError when the command is not there, ends, or is not up in time
 */
export async function startServerProcess(server: ServerCommand): Promise<ServerProcess> {
  const { folder, name = server.command.replace(/^.*\//, "") } = server;
  const logFile = join(folder, `${name}.log`);
  await mkdir(dirname(logFile), { recursive: true });
  let child = await startOnce({ ...server, name }, logFile);
  const kill = () => killGroup(child, "SIGKILL");
  server.signal.addEventListener("abort", kill);
  return {
    logFile,
    async restart() {
      await ended(child, "SIGKILL");
      await until(`the end of ${name}`, async () => !(await server.isUp().catch(() => false)), {
        withinMs: DOWN_WITHIN_MS,
        signal: server.signal,
      });
      child = await startOnce({ ...server, name }, logFile);
    },
    async stop() {
      server.signal.removeEventListener("abort", kill);
      const killer = setTimeout(kill, STOP_GRACE_MS);
      await ended(child, "SIGTERM");
      clearTimeout(killer);
      kill();
    },
  };
}

async function startOnce(server: ServerCommand & { name: string }, logFile: string): Promise<ChildProcess> {
  const { command, args = [], env, folder, name, signal, startWithinMs = START_WITHIN_MS } = server;
  signal.throwIfAborted();
  const log = openSync(logFile, "a");
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  const early = earlyEnd(child);
  livesAsGroup(child);
  try {
    await until(
      `${name} is up`,
      async () => {
        const why = early();
        if (why !== undefined) throw new ServerStartError(name, why, logFile);
        return server.isUp().catch(() => false);
      },
      { withinMs: startWithinMs, signal },
    );
    return child;
  } catch (error) {
    killGroup(child, "SIGKILL");
    if (error instanceof ServerStartError || signal.aborted) throw error;
    throw new ServerStartError(name, (error as Error).message, logFile);
  }
}

/** Why a child is over before it was up. */
function earlyEnd(child: ChildProcess): () => string | undefined {
  let why: string | undefined;
  child.once("error", (error) => {
    why = error.message;
  });
  child.once("exit", (code, signal) => {
    why ??= `it ended with ${signal ?? `code ${code}`}`;
  });
  return () => why;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  killGroup(child, signal);
  await exit;
}
