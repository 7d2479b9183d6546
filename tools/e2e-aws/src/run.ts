import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStreamSource } from "@unbounded-streams/stream-source";
import { type LocalAws, startLocalstack, startMinistack, type TestTotals } from "@unbounded-streams/testing";
import { apiScenario } from "./api-scenario.ts";
import { type CdkCommands, cdkCommands, type StackOutputs } from "./cdk-commands.ts";
import { lintTemplates } from "./cfn-lint/lint-templates.ts";
import { type Checks, createChecks } from "./checks.ts";
import { type Clients, clientsFor } from "./clients.ts";
import { deployedApi } from "./deployed-api.ts";
import { assertBundleIsDeployed } from "./function-code.ts";
import { killFunctions } from "./function-processes.ts";
import { resourcesOf } from "./leftovers.ts";
import { relayScenario, STOPPED_ID, stopScenario } from "./relay-scenario.ts";
import { servedApi } from "./served-api.ts";

const STACK_NAME = "EndToEnd";
const MAX_TURNS = 4;
const SOURCE = { rate: 40, events: 2_400, duplicates: 0.02, resume: true, format: "sse" } as const;

/** The local AWS that can be deployed to, by name. */
export const LOCAL_AWS = { ministack: startMinistack, localstack: startLocalstack } as const;

export interface RunOptions {
  readonly aws: keyof typeof LOCAL_AWS;
  /** Takes one line of progress. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

interface Run {
  readonly checks: Checks;
  readonly aws: LocalAws;
  readonly clients: Clients;
  readonly cdk: CdkCommands;
  readonly options: RunOptions;
}

/**
 * Everything, from an empty local AWS to an empty one.
 *
 * @throws what keeps it from beginning: no Python, no Java, no port
 */
export async function runEndToEnd(options: RunOptions): Promise<TestTotals> {
  const { say, signal, aws: name } = options;
  const checks = createChecks(say, signal);
  const folder = await mkdtemp(join(tmpdir(), "unbounded-streams-e2e-aws-"));
  say(`starting ${name} (the first time it is fetched)`);
  const aws = await LOCAL_AWS[name]();
  let finished = false;
  try {
    await using source = await startStreamSource(SOURCE);
    const cdk = await cdkCommands({ folder, config: configFor(source.url, name), env: aws.env, signal });
    const run: Run = { checks, aws, clients: clientsFor(aws), cdk, options };
    const outputs = await deploy(run);
    if (outputs !== undefined) {
      await runStreams(run, { outputs, source });
      await destroy(run);
    }
    finished = true;
    return checks.totals;
  } finally {
    const keepLog = !finished || checks.totals.failed > 0;
    await aws.stop({ keepLog });
    if (keepLog) say(`logs: ${aws.logFile}, ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

/** With the API, all alarms and the dashboard, as anybody has it; ministack has no alarms on more than one metric. */
function configFor(sourceUrl: string, aws: RunOptions["aws"]): { stackName: string } {
  const config = {
    stackName: STACK_NAME,
    source: { baseUrl: sourceUrl, path: "streams", format: "sse", endSignals: ["event:end"] },
    lifetimeSeconds: 8,
    handoverLeadSeconds: 3,
    maxTurns: MAX_TURNS,
    ...(aws === "ministack" ? { alarms: { noneStoredForMinutes: false } } : {}),
    keepData: false,
  };
  return config;
}

async function deploy({ checks, clients, cdk }: Run): Promise<StackOutputs | undefined> {
  await checks.check("cdk bootstrap", () => cdk.bootstrap());
  const outputs = await checks.check("cdk deploy", () => cdk.deploy());
  if (outputs === undefined) return undefined;
  await checks.check("cfn-lint finds nothing in the synthesized template", () => lint(cdk));
  await checks.check("the function runs the bundle of the package", () =>
    assertBundleIsDeployed(clients.lambda, { functionName: outputs.FunctionName, out: cdk.out }),
  );
  return outputs;
}

async function lint({ out }: CdkCommands): Promise<void> {
  const exitCode = await lintTemplates([join(out, `${STACK_NAME}.template.json`)], process.stderr);
  assert.equal(exitCode, 0, "see its findings above");
}

async function runStreams(
  { checks, aws, clients, options }: Run,
  { outputs, source }: { outputs: StackOutputs; source: Awaited<ReturnType<typeof startStreamSource>> },
): Promise<void> {
  const { endpoint, region } = aws.clientConfig;
  const { stepFunctions, dynamoDb } = clients;
  const served = options.aws === "localstack" ? servedApi(endpoint, outputs.Api) : undefined;
  const api =
    served ?? (await deployedApi({ endpoint, region, apiUrl: outputs.Api, stepFunctions, dynamoDb }));
  const { pid = 0 } = aws;
  const scene = {
    checks,
    source,
    api,
    clients,
    outputs,
    ...options,
    killFunctions: () => killFunctions(pid),
  };
  await stopScenario(scene);
  if (served !== undefined) await apiScenario(checks, served, STOPPED_ID);
  await relayScenario(scene);
}

async function destroy({ checks, clients, cdk }: Run): Promise<void> {
  await checks.check("cdk destroy", () => cdk.destroy());
  await checks.check("nothing is left", async () => {
    assert.deepEqual(await resourcesOf(clients), []);
  });
}
