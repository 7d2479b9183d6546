import type { ChildProcess } from "node:child_process";

const alive = new Set<ChildProcess>();

/** Remembers a child that leads a process group of its own (`detached`): no group outlives this process. */
export function livesAsGroup(child: ChildProcess): void {
  alive.add(child);
}

/** Sends a signal to a child and to all that it has started; to none that are gone. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
  if (signal === "SIGKILL") alive.delete(child);
}

process.once("exit", () => {
  for (const child of alive) killGroup(child, "SIGKILL");
});
