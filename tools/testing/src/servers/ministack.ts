import { freePort } from "./free-port.ts";
import { awsSettings, type LocalAws, withoutAwsSettings } from "./local-aws.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { startServerProcess } from "./server-process.ts";

export interface MinistackOptions {
  /** Whether signatures and permissions are checked, as AWS checks them. Default false. */
  readonly checksAccess?: boolean;
  /** Settings of ministack by its environment variables, added to or in place of those made here. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts ministack on a free port of the loopback interface, with nothing in it.
 *
 * @throws {MissingToolError} without Python 3.10
 * @throws {CommandFailedError} when its virtual environment cannot be made
 * @throws {ServerStartError} when it does not come up
 */
export async function startMinistack(options: MinistackOptions = {}): Promise<LocalAws> {
  const python = await pythonEnvironment("ministack");
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const { env, clientConfig } = awsSettings(endpoint);
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
  return { endpoint, clientConfig, env, logFile, pid, stop };
}
