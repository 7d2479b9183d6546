import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { forLoopbackOnly } from "./loopback-only.ts";
import { serve } from "./serve.ts";

/** For what LevelDB makes: folders 0700, files 0600. */
const OTHERS_MAY_NOTHING = 0o077;

/** Settings of the embedded DynamoDB. */
export interface DynamoDbSettings {
  /** Folder of its LevelDB. */
  path: string;
}

/** What it says when it is up. */
export interface DynamoDbReady {
  endpoint: string;
}

/**
 * The database is opened by the first request: one that another process holds must not come up as ready. Dynalite says so
 * by an exception that nothing catches.
 */
async function assertOpen(endpoint: string, path: string): Promise<void> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "local", credentials, maxAttempts: 1 });
  const crashed = Promise.withResolvers<never>();
  process.once("uncaughtException", crashed.reject);
  try {
    await Promise.race([client.send(new ListTablesCommand({})), crashed.promise]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `its folder ${path} cannot be opened (another run may use it: give --data-dir): ${reason}`,
    );
  } finally {
    process.off("uncaughtException", crashed.reject);
    client.destroy();
  }
}

await serve<DynamoDbSettings, DynamoDbReady>(async ({ path }) => {
  process.umask(OTHERS_MAY_NOTHING);
  await mkdir(path, { recursive: true });
  const server = dynalite({ path, createTableMs: 0 });
  const listeners = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  for (const listener of listeners) server.on("request", forLoopbackOnly(listener));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await assertOpen(endpoint, path);
  return {
    ready: { endpoint },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});
