import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";

/** A DynamoDB that speaks the real protocol on a loopback port, in memory, for the length of a test file. */
export interface EmbeddedDynamoDb {
  readonly endpoint: string;
  /** What `new DynamoDBClient(...)` needs to talk to it. */
  readonly clientConfig: DynamoDBClientConfig;
  stop(): Promise<void>;
}

/** Starts dynalite on a free port. */
export async function startEmbeddedDynamoDb(): Promise<EmbeddedDynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    clientConfig: {
      endpoint,
      region: "local",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      );
    },
  };
}
