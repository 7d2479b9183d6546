import { listProcesses } from "./list-processes.ts";

/** The process that `apps/local` starts for an invocation. */
const FUNCTION = /[/\\]lambda[/\\]runtime\.js\b/;

/**
 * Kills the functions that a relay runs at the moment, as a machine that fails would.
 *
 * @param relay its process group
 * @returns how many there were
 */
export async function killFunctions(relay: number): Promise<number> {
  const functions = (await listProcesses()).filter(
    ({ group, command }) => group === relay && FUNCTION.test(command),
  );
  return functions.filter(({ pid }) => isKilled(pid)).length;
}

/** False for one that has ended by itself in the meantime. */
function isKilled(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
