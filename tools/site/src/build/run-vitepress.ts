import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { BuildError } from "../errors.ts";

/** What VitePress builds from, and to where. */
export interface VitePressRun {
  /** With `.vitepress` in it. */
  readonly folder: string;
  readonly base: string;
  readonly out: string;
  /** Kills it. */
  readonly signal: AbortSignal;
}

/**
 * Runs VitePress in a process of its own, as it can neither be stopped nor kept from printing; what it says goes to standard error.
 *
 * @throws {BuildError} when it ends without a site
 */
export async function runVitePress({ folder, base, out, signal }: VitePressRun): Promise<void> {
  const program = join(
    dirname(createRequire(import.meta.url).resolve("vitepress/package.json")),
    "bin/vitepress.js",
  );
  const child = spawn(process.execPath, [program, "build", folder, "--base", base, "--outDir", out], {
    stdio: ["ignore", process.stderr, process.stderr],
    env: { ...process.env, NODE_ENV: "production" },
    signal,
    killSignal: "SIGKILL",
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new BuildError(`VitePress ended with exit code ${code}: see above`);
}
