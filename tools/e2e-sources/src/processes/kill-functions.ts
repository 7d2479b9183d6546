import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The process that `apps/local` starts for an invocation. */
const FUNCTION = /[/\\]lambda[/\\]runtime\.js\b/;

/**
 * Kills the functions that a relay runs at the moment, as a machine that fails would.
 *
 * @param group the process group of the relay
 * @returns how many there were
 */
export async function killFunctions(group: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,pgid=,args="], {
    maxBuffer: 16 * 1024 * 1024,
  });
  const functions = stdout.split("\n").flatMap((line) => {
    const [, pid, pgid, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(pgid) === group && FUNCTION.test(command) ? [Number(pid)] : [];
  });
  return functions.filter(isKilled).length;
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
