import { resolve } from "node:path";
import { App } from "aws-cdk-lib";
import { addCloudStack } from "./cloud-stack.ts";
import { CloudAppError } from "./errors.ts";
import { readConfig } from "./read-config.ts";

const DEFAULT_CONFIG = "unbounded-streams.config.json";

// What the CDK runs: its command line says which config it is, by `-c config=FILE`; a relative one is looked for where the command
// was called, and the default here.
try {
  const app = new App();
  const named: unknown = app.node.tryGetContext("config");
  const { INIT_CWD = ".", CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  const file = named === undefined ? DEFAULT_CONFIG : resolve(INIT_CWD, String(named));
  addCloudStack(app, readConfig(file), { account, region });
} catch (error) {
  if (!(error instanceof CloudAppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
