import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDynamoDbLocal } from "./dynamodb-local.ts";
import { freePort } from "./free-port.ts";
import { awsSettings, type LocalAws, withoutAwsSettings } from "./local-aws.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { startServerProcess } from "./server-process.ts";

const HOST = fileURLToPath(new URL("../../localstack/", import.meta.url));

/**
 * Starts LocalStack on a free port of the loopback interface, with nothing in it: without Docker, its tables in a DynamoDB Local of
 * its own, its functions as Node processes.
 *
 * @throws {MissingToolError} without Python 3.10, Java 17, or Maven when DynamoDB Local must still be fetched
 * @throws {CommandFailedError} when its virtual environment cannot be made
 * @throws {ServerStartError} when it does not come up
 */
export async function startLocalstack(): Promise<LocalAws> {
  const python = await pythonEnvironment("localstack");
  const dynamoDb = await startDynamoDbLocal();
  try {
    const port = await freePort();
    const { env, clientConfig } = awsSettings(`http://127.0.0.1:${port}`);
    const { logFile, pid, stop } = await startServerProcess({
      name: "LocalStack",
      command: python,
      args: [join(HOST, "host.py")],
      env: {
        ...withoutAwsSettings(process.env),
        DYNAMODB_ENDPOINT: dynamoDb.endpoint,
        NODE: process.execPath,
        FUNCTION_PROCESS: join(HOST, "function-process.mjs"),
        GATEWAY_LISTEN: `127.0.0.1:${port}`,
        LOCALSTACK_HOST: `127.0.0.1:${port}`,
        FILESYSTEM_ROOT: "filesystem",
        DNS_ADDRESS: "0",
        DISABLE_EVENTS: "1",
        SKIP_SSL_CERT_DOWNLOAD: "1",
      },
      isReady: async (signal) => (await fetch(`${clientConfig.endpoint}/_localstack/health`, { signal })).ok,
    });
    return {
      endpoint: clientConfig.endpoint,
      clientConfig,
      env,
      logFile,
      pid,
      async stop(options) {
        await stop(options);
        await dynamoDb.stop();
      },
    };
  } catch (error) {
    await dynamoDb.stop();
    throw error;
  }
}
