import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { withoutAwsSettings } from "../without-aws-settings.ts";

const PROGRAM = fileURLToPath(new URL("cli.js", import.meta.resolve("@unbounded-streams/watch")));

/** How the program came out. */
export interface WatchEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface WatchGapsOptions {
  readonly stackName: string;
  readonly streamId: string;
  /** How to reach AWS. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs `watch gaps` over the tables that the outputs of a stack name, in a process of its own. */
export async function watchGaps(
  { stackName, streamId, env, signal }: WatchGapsOptions,
  ...flags: readonly string[]
): Promise<WatchEnd> {
  const argv = ["gaps", "--stack", stackName, "--stream", streamId, "--since", "1h", ...flags];
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    env: { ...withoutAwsSettings(process.env), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
    });
  }
  const [exitCode] = await once(child, "close");
  return { exitCode, ...written };
}
