import { once } from "node:events";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import type { StartedDynamoDb } from "./dynamodb-server.ts";

const REGION = "local";
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

/** Starts dynalite in this process, in memory, on a free port of the loopback interface. */
export async function startEmbeddedDynamoDb(): Promise<StartedDynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    clientConfig: { endpoint, region: REGION, credentials: CREDENTIALS },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      );
    },
  };
}
