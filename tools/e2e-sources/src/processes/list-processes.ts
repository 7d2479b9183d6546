import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** A process of this machine. */
export interface Process {
  readonly pid: number;
  /** Its process group. */
  readonly group: number;
  /** Its whole command line. */
  readonly command: string;
}

/** All processes that can be seen: from `/proc` where there is one, as not every Linux has `ps`. */
export async function listProcesses(): Promise<Process[]> {
  if (process.platform === "linux") return fromProc();
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,pgid=,args="], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, group, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), group: Number(group), command }];
  });
}

async function fromProc(): Promise<Process[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => processOf(pid).catch(() => undefined)));
  return found.filter((process) => process !== undefined);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name may have blanks and parentheses in it. */
async function processOf(pid: string): Promise<Process> {
  const [stat, command] = await Promise.all([
    readFile(`/proc/${pid}/stat`, "utf8"),
    readFile(`/proc/${pid}/cmdline`, "utf8"),
  ]);
  const [, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { pid: Number(pid), group: Number(group), command: command.replaceAll("\0", " ").trimEnd() };
}
