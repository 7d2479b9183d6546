import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { assertNoWarning } from "../strangers/assert-no-warning.ts";
import type { Tool, ToolRunner } from "../strangers/run-tool.ts";
import { startServers } from "./servers/start-servers.ts";
import { STAGE_VARIABLE } from "./stage.ts";

const PROGRAM = fileURLToPath(new URL("program/main.ts", import.meta.url));
const FILE = "transports.mjs";

/** undici says so of its own SOCKS, on every runtime. */
const OF_SOCKS = /^.*ExperimentalWarning: SOCKS5 proxy support is experimental and subject to change\n/m;

/** Where stream-reader is installed, and what runs a program there. */
export interface RunTransportsOptions {
  readonly folder: string;
  readonly run: ToolRunner;
  readonly tool: Tool;
}

/**
 * Tries what stream-reader does over the network against servers of this process, on the loopback interface.
 *
 * @throws {StepFailedError} when something does not hold, warns, or is left open
 */
export async function runTransports({ folder, run, tool }: RunTransportsOptions): Promise<void> {
  await build({
    entryPoints: [PROGRAM],
    outfile: join(folder, FILE),
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "silent",
  });
  // The path of a Unix socket has 100 characters or so.
  const own = await mkdtemp(join(tmpdir(), "transports-"));
  const servers = await startServers(own);
  try {
    const env = { [STAGE_VARIABLE]: JSON.stringify(servers.stage) };
    const output = await run(tool, [FILE], { cwd: folder, env });
    assertNoWarning(output.replace(OF_SOCKS, ""));
  } finally {
    await servers.stop();
    await rm(own, { recursive: true, force: true });
  }
}
