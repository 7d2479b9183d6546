import { performance } from "node:perf_hooks";
import type { RunningServer, ServerName } from "../contract-servers.ts";
import { startDynamoDbLocal } from "../servers/dynamodb-local.ts";
import type { StartedDynamoDb } from "../servers/dynamodb-server.ts";
import { startEmbeddedDynamoDb } from "../servers/embedded-dynamodb.ts";
import { startMinistack } from "../servers/ministack.ts";

const STARTERS: Record<ServerName, () => Promise<StartedDynamoDb>> = {
  dynalite: startEmbeddedDynamoDb,
  "dynamodb-local": startDynamoDbLocal,
  ministack: startMinistack,
};

/** The servers of one run. */
export interface Servers {
  readonly running: readonly RunningServer[];
  /** Servers that could not be started; why has been said. */
  readonly failures: number;
  stop(options: { keepLog: boolean }): Promise<void>;
}

/** Starts servers one after the other, fetching what is missing, and says how it goes. */
export async function startServers(
  names: readonly ServerName[],
  say: (line: string) => void,
): Promise<Servers> {
  const started: { name: ServerName; server: StartedDynamoDb }[] = [];
  for (const name of names) {
    const since = performance.now();
    say(`${name}: starting (the first time it is fetched)`);
    try {
      const server = await STARTERS[name]();
      started.push({ name, server });
      say(`${name}: ready at ${server.endpoint} after ${((performance.now() - since) / 1000).toFixed(1)} s`);
    } catch (error) {
      say(`${name}: NOT STARTED. ${(error as Error).message}`);
    }
  }
  return {
    running: started.map(({ name, server }) => ({ name, clientConfig: server.clientConfig })),
    failures: names.length - started.length,
    async stop({ keepLog }) {
      for (const { name, server } of started) {
        await server.stop({ keepLog });
        if (keepLog && server.logFile) say(`${name}: its log is ${server.logFile}`);
      }
    },
  };
}
