import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  /** Kills it at once (SIGKILL), as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * Runs a file of this folder that prints the port on which it listens.
 *
 * @throws when it ends before it has
 */
export async function startProcess(file: string, port = 0): Promise<ServerProcess> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  // PouchDB listens once more to the same emitter for each feed.
  const args = ["--disable-warning=MaxListenersExceededWarning", path, String(port)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), endOf(child, file)]);
  return {
    port: Number(line),
    async kill() {
      const gone = once(child, "exit");
      if (child.exitCode === null && child.kill("SIGKILL")) await gone;
    },
  };
}

async function endOf(child: ChildProcess, file: string): Promise<never> {
  const [code] = await once(child, "exit");
  throw new Error(`${file} ended with ${code} before it printed its port`);
}
