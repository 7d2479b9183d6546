import { execFile } from "node:child_process";
import { promisify } from "node:util";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Kills every function that runs in the local AWS, as a machine that fails would. Gives how many there were. */
export async function killFunctions(awsPid: number): Promise<number> {
  const functions = descendants(await processes(), awsPid).filter(({ command }) =>
    /^\S*node\b/.test(command),
  );
  return functions.filter(({ pid }) => kill(pid)).length;
}

async function processes(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,args="], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

function descendants(all: readonly Process[], ancestor: number): Process[] {
  return all
    .filter(({ parent }) => parent === ancestor)
    .flatMap((child) => [child, ...descendants(all, child.pid)]);
}

/** False for one that has ended by itself in the meantime. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
