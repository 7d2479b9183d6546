import { join } from "node:path";
import type { SourceServer } from "../source-server.ts";
import { NOTHING } from "./outcome.ts";
import { runServer } from "./run-server.ts";
import { resultOf, type ServerResult } from "./server-result.ts";

/** How servers are run. */
export interface RunAllOptions {
  /** Each server has a folder of its name in it. */
  readonly folder: string;
  /** How many run side by side. */
  readonly jobs: number;
  /** Takes a line of progress. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What `--json` prints. */
export interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly servers: readonly ServerResult[];
}

/**
 * Runs all servers, several side by side. One that is missing on this machine has failed, with the remedy.
 *
 * @throws InterruptedError when `signal` aborts
 */
export async function runAll(servers: readonly SourceServer[], options: RunAllOptions): Promise<Results> {
  for (const server of servers) await prepared(server, options);
  const waiting = servers.entries();
  const results: ServerResult[] = [];
  const work = async () => {
    for (const [index, server] of waiting) {
      results[index] = await runOne(server, options);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  return { passed: results.length - failed, failed, servers: results };
}

/** What cannot be installed is said by the start of the server that needs it. */
async function prepared(server: SourceServer, { signal }: RunAllOptions): Promise<void> {
  if (server.prepare === undefined || (await server.missing()) !== undefined) return;
  await server.prepare(signal).catch(() => undefined);
}

async function runOne(server: SourceServer, { folder, say, signal }: RunAllOptions): Promise<ServerResult> {
  const { name } = server;
  const missing = await server.missing();
  if (missing !== undefined) {
    say(`MISSING ${name}: ${missing}`);
    return resultOf(server, NOTHING, { problems: [missing], ms: 0 });
  }
  say(`started ${name}`);
  const result = await runServer(server, { folder: join(folder, name), signal });
  const { problems, published, seconds } = result;
  say(problems.length === 0 ? `passed  ${name}: ${published} events in ${seconds} s` : `FAILED  ${name}`);
  return result;
}
