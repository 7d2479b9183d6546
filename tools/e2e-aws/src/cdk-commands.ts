import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CdkFailedError } from "./errors.ts";
import { withoutAwsSettings } from "./without-aws-settings.ts";

const APP_DIR = fileURLToPath(new URL(".", import.meta.resolve("@unbounded-streams/cloud/package.json")));
const CONFIG_FILE = "config.json";
const OUTPUTS_FILE = "outputs.json";

/** The outputs of the stack, as `apps/cloud` names them. */
export interface StackOutputs {
  readonly Api: string;
  readonly StateMachineArn: string;
  /** Of a fleet. */
  readonly CarrierMachineArn?: string;
  readonly FunctionName: string;
  readonly EventsTable: string;
  readonly StreamsTable: string;
  /** Of a stack whose connections are on record. */
  readonly LedgerTable?: string;
  readonly DeadLetterBucket: string;
}

/** The CDK's own command line, working on `apps/cloud`. */
export interface CdkCommands {
  bootstrap(): Promise<void>;
  /** Also synthesizes into `out`. */
  deploy(): Promise<StackOutputs>;
  destroy(): Promise<void>;
  /** Where the app was synthesized to. */
  readonly out: string;
}

export interface CdkCommandsOptions {
  /** For the config, what is synthesized, and the log of the commands. */
  readonly folder: string;
  readonly config: { readonly stackName: string };
  /** How to reach AWS. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs in the folder of `apps/cloud`. Default: its own app. */
  readonly appFile?: string | undefined;
  readonly signal: AbortSignal;
}

export async function cdkCommands(options: CdkCommandsOptions): Promise<CdkCommands> {
  const { folder, config, env, appFile, signal } = options;
  const configFile = join(folder, CONFIG_FILE);
  await writeFile(configFile, JSON.stringify(config, undefined, 2));
  const out = join(folder, "cdk.out");
  const logFile = join(folder, "cdk.log");

  const app = appFile === undefined ? [] : ["--app", `node "${appFile}"`];

  const run = async (...args: string[]): Promise<void> => {
    const log = openSync(logFile, "a");
    const child = spawn(
      "cdk",
      [...args, ...app, "--output", out, "-c", `config=${configFile}`, "--no-notices"],
      {
        cwd: APP_DIR,
        env: { ...withoutAwsSettings(process.env), ...env, CI: "true" },
        stdio: ["ignore", log, log],
        signal,
      },
    );
    const [exitCode, killedBy] = await once(child, "exit");
    if (exitCode !== 0) throw new CdkFailedError(args.join(" "), exitCode ?? killedBy, logFile);
  };
  return {
    out,
    bootstrap: () => run("bootstrap"),
    async deploy() {
      const outputs = join(folder, OUTPUTS_FILE);
      await run("deploy", "--require-approval", "never", "--outputs-file", outputs);
      return JSON.parse(await readFile(outputs, "utf8"))[config.stackName];
    },
    destroy: () => run("destroy", "--force"),
  };
}
