import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ServerStartError } from "../errors.ts";
import { lastLines } from "./last-lines.ts";

const POLL_MS = 50;
const DEFAULT_START_TIMEOUT_MS = 60_000;

export interface ServerProcessOptions {
  /** As messages call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment; `TMPDIR` is set to the server's own folder. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether the server does its work. A rejection means: not yet. The signal ends the wait. */
  isReady(signal: AbortSignal): Promise<boolean>;
  /** Default 60,000. */
  readonly startTimeoutMs?: number;
}

/** A server in a process of its own, which works in a folder of its own, with its log and its temporary files. */
export interface ServerProcess {
  readonly logFile: string;
  readonly pid: number | undefined;
  /** Kills it, waits for its end, and removes its folder unless its log is asked for. */
  stop(options?: { keepLog?: boolean }): Promise<void>;
}

/**
 * Starts a server and resolves when it is ready. It is killed when this process exits.
 *
 * @throws {ServerStartError} when it ends, or is not ready in time; its log is kept
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { name, command, args, env = process.env, startTimeoutMs = DEFAULT_START_TIMEOUT_MS } = options;
  const folder = await mkdtemp(join(tmpdir(), "unbounded-streams-server-"));
  const logFile = join(folder, "server.log");
  const log = openSync(logFile, "a");
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...env, TMPDIR: folder },
    stdio: ["ignore", log, log],
  });
  const exited = exitOf(child);
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);

  const stop: ServerProcess["stop"] = async ({ keepLog = false } = {}) => {
    process.off("exit", kill);
    kill();
    await exited;
    if (!keepLog) await rm(folder, { recursive: true, force: true });
  };

  const giveUp = new AbortController();
  const timeUp = AbortSignal.any([giveUp.signal, AbortSignal.timeout(startTimeoutMs)]);
  const ready = await Promise.race([exited, untilReady(options, timeUp)]);
  giveUp.abort();
  if (ready === "ready") return { logFile, pid: child.pid, stop };
  const problem = ready === "late" ? `was not ready after ${startTimeoutMs} ms` : ready;
  await stop({ keepLog: true });
  const printed = lastLines(readFileSync(logFile, "utf8"));
  throw new ServerStartError({ name, problem, logFile, lastLines: printed });
}

async function exitOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, "exit");
    return `ended with ${code ?? signal}`;
  } catch (error) {
    return `could not be started: ${(error as Error).message}`;
  }
}

async function untilReady(
  { isReady }: Pick<ServerProcessOptions, "isReady">,
  timeUp: AbortSignal,
): Promise<"ready" | "late"> {
  while (!timeUp.aborted) {
    if (await isReady(timeUp).catch(() => false)) return "ready";
    await sleep(POLL_MS);
  }
  return "late";
}
