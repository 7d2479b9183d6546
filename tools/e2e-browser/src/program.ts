import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { ProgramLostError } from "./errors.ts";

/** A program in a process of its own, and what it prints. */
export interface Program {
  readonly child: ChildProcess;
  /** Resolves with what it has printed on its standard output, when it has ended. */
  readonly finished: Promise<string>;
  /** Resolves with the match when standard output or error has matched. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Kills it, as a machine that fails does. */
  kill(): Promise<void>;
}

/** Starts a program of the workspace. */
export function startProgram(file: string, argv: readonly string[], env: NodeJS.ProcessEnv): Program {
  const child = spawn(process.execPath, [file, ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const written = { stdout: "", all: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    written.stdout += text;
    written.all += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    written.all += text;
  });
  const closed = once(child, "close");
  const finished = closed.then(() => written.stdout);
  finished.catch(() => undefined);
  return {
    child,
    finished,
    async printed(pattern) {
      for (;;) {
        const match = pattern.exec(written.all);
        if (match !== null) return match;
        if (child.exitCode !== null) throw new ProgramLostError(`${file} has ended: ${written.all}`);
        await Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), closed]);
      }
    },
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
