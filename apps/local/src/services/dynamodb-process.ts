import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { serve } from "./serve.ts";

/** Settings of the embedded DynamoDB. */
export interface DynamoDbSettings {
  /** Folder of its LevelDB. */
  path: string;
}

/** What it says when it is up. */
export interface DynamoDbReady {
  endpoint: string;
}

await serve<DynamoDbSettings, DynamoDbReady>(async ({ path }) => {
  await mkdir(path, { recursive: true });
  const server = dynalite({ path, createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ready: { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});
