import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ServiceStartError } from "./errors.ts";
import type { LocalOptions } from "./options/options.ts";
import type { DynamoDbReady } from "./services/dynamodb-process.ts";
import { type ServiceProcess, startService } from "./services/service-process.ts";
import { ensureTables } from "./tables.ts";

/** The DynamoDB of a run. */
export interface Database {
  /** Its URL. */
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  /** What the function needs to reach it. */
  readonly environment: Record<string, string>;
  /** Rejects when the embedded DynamoDB ends while it is needed. */
  readonly lost: Promise<never>;
}

const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 5_000;

/** Opens the user's DynamoDB or starts the embedded one in a process of its own, and makes the tables. */
export async function openDatabase(
  options: Pick<LocalOptions, "dynamodbEndpoint" | "fleet">,
  folder: string,
  cleanup: AsyncDisposableStack,
): Promise<Database> {
  const embedded = options.dynamodbEndpoint === undefined ? await startDatabase(folder, cleanup) : undefined;
  const endpoint = options.dynamodbEndpoint ?? embedded?.ready.endpoint ?? "";
  const lost = embedded?.lost ?? new Promise<never>(() => undefined);
  const {
    AWS_REGION = "us-east-1",
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN,
  } = process.env;
  const credentials =
    AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined
      ? { accessKeyId: "local", secretAccessKey: "local" }
      : {
          accessKeyId: AWS_ACCESS_KEY_ID,
          secretAccessKey: AWS_SECRET_ACCESS_KEY,
          ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
        };
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  };
  const client = new DynamoDBClient({ endpoint, region: AWS_REGION, credentials, requestHandler });
  cleanup.defer(() => client.destroy());
  await ensureTables(client, { fleet: options.fleet !== undefined }).catch((error: Error) => {
    if (error instanceof ServiceStartError) throw error;
    throw new ServiceStartError(`DynamoDB at ${endpoint}`, error.message === "" ? error.name : error.message);
  });
  return {
    endpoint,
    client,
    lost,
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...("sessionToken" in credentials ? { AWS_SESSION_TOKEN: credentials.sessionToken } : {}),
    },
  };
}

async function startDatabase(
  folder: string,
  cleanup: AsyncDisposableStack,
): Promise<ServiceProcess<DynamoDbReady>> {
  const path = join(folder, "dynamodb");
  const service = await startService<DynamoDbReady>("the embedded DynamoDB", "dynamodb-process", { path });
  cleanup.defer(() => service.stop());
  return service;
}
