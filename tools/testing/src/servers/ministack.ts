import type { StartedDynamoDb } from "./dynamodb-server.ts";
import { freePort } from "./free-port.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { startServerProcess } from "./server-process.ts";

const REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

export interface MinistackOptions {
  /** Whether signatures and permissions are checked, as AWS checks them. Default false. */
  readonly checksAccess?: boolean;
  /** Settings of ministack by its environment variables, added to or in place of those made here. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A local AWS: one endpoint for all services. */
export interface Ministack extends StartedDynamoDb {
  readonly logFile: string;
  /** Of its process; those of functions are below it. */
  readonly pid: number | undefined;
  /** What a command of the AWS world (the CDK, a function) must find in its environment to talk to it. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts ministack on a free port of the loopback interface, with nothing in it.
 *
 * @throws {MissingToolError} without Python 3.10
 * @throws {CommandFailedError} when its virtual environment cannot be made
 * @throws {ServerStartError} when it does not come up
 */
export async function startMinistack(options: MinistackOptions = {}): Promise<Ministack> {
  const python = await pythonEnvironment("ministack");
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
  const { logFile, pid, stop } = await startServerProcess({
    name: "ministack",
    command: python,
    args: ["-m", "ministack"],
    env: {
      ...withoutAwsSettings(process.env),
      ...env,
      AUTH: String(options.checksAccess ?? false),
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: "0",
      ...options.env,
    },
    isReady: async (signal) => (await fetch(`${endpoint}/_ministack/ready`, { signal })).ok,
  });
  const clientConfig = { endpoint, region: REGION, credentials: CREDENTIALS };
  return { endpoint, clientConfig, env, logFile, pid, stop };
}

/** The user's own account must not leak into what stands in for AWS. */
function withoutAwsSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("AWS_")));
}
