import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type StreamSource, startStreamSource } from "@unbounded-streams/stream-source";
import { type LocalAws, startLocalstack, startMinistack, type TestTotals } from "@unbounded-streams/testing";
import { apiScenario } from "./api-scenario.ts";
import { archiveScenario } from "./archive/archive-scenario.ts";
import { type CdkCommands, cdkCommands, type StackOutputs } from "./cdk-commands.ts";
import { lintTemplates } from "./cfn-lint/lint-templates.ts";
import { type Checks, createChecks } from "./checks.ts";
import { type Clients, clientsFor } from "./clients.ts";
import { deployedApi } from "./deployed-api.ts";
import { fleetScenario } from "./fleet-scenario.ts";
import { assertBundleIsDeployed } from "./function-code.ts";
import { killFunctions } from "./function-processes.ts";
import { ledgerScenario } from "./ledger/ledger-scenario.ts";
import { resourcesOf } from "./leftovers.ts";
import { relayScenario, STOPPED_ID, STREAM_ID, stopScenario } from "./relay-scenario.ts";
import type { Scene } from "./scene.ts";
import { type ServedApi, servedApi } from "./served-api.ts";

/** The app of `apps/cloud`, with an archive. */
const ARCHIVED_APP = fileURLToPath(new URL("./archive/archived-app.ts", import.meta.url));
const STACK_NAME = "EndToEnd";
const FLEET_STACK_NAME = "EndToEndFleet";
const MAX_TURNS = 4;
const SOURCE = { rate: 40, events: 2_400, duplicates: 0.02, resume: true, format: "sse" } as const;
/** Of each stream of the fleet. */
const FLEET_SOURCE = { rate: 2, events: 240, duplicates: 0.02, resume: true, format: "sse" } as const;
const FLEET = {
  streamsPerFunction: 20,
  maxCarriers: 2,
  lifetimeSeconds: 30,
  handoverLeadSeconds: 10,
} as const;
const RELAY = { lifetimeSeconds: 8, handoverLeadSeconds: 3, maxTurns: MAX_TURNS } as const;

/** What PartiQL inserts does not come into the streams of ministack's tables. */
const ARCHIVED_WRITING = { writeMode: "put" } as const;

/** The local AWS that can be deployed to, by name. */
export const LOCAL_AWS = { ministack: startMinistack, localstack: startLocalstack } as const;

/** A stack with a relay for each stream, and one with a fleet. */
export const STACK_KINDS = ["relay", "fleet"] as const;

type StackKind = (typeof STACK_KINDS)[number];

export interface RunOptions {
  readonly aws: keyof typeof LOCAL_AWS;
  /** One stack instead of both. */
  readonly only?: StackKind | undefined;
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
  /** Where stacks were synthesized so far: what one has published, the next does not archive again. */
  readonly outs: string[];
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
    const base = { checks, aws, clients: clientsFor(aws), options, outs: [] };
    if (options.only !== "fleet") await runRelay(base, folder);
    if (options.only !== "relay") await runFleet(base, folder);
    finished = true;
    return checks.totals;
  } finally {
    const keepLog = !finished || checks.totals.failed > 0;
    await aws.stop({ keepLog });
    if (keepLog) say(`logs: ${aws.logFile}, ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

async function runRelay(base: Omit<Run, "cdk">, folder: string): Promise<void> {
  await using source = await startStreamSource(SOURCE);
  const isArchived = base.options.aws === "ministack";
  const hasPages = isArchived;
  if (!isArchived) {
    base.options.say(
      "left out: an archive, and pages of the ledger, which are put to the test on ministack alone",
    );
  }
  const timing = { ...RELAY, ...(isArchived && ARCHIVED_WRITING) };
  const config = configFor(base, { stackName: STACK_NAME, sourceUrl: source.url, timing });
  const cdk = await cdkCommands({
    ...{ folder, config, env: base.aws.env, signal: base.options.signal },
    ...(isArchived && { appFile: ARCHIVED_APP }),
  });
  const run: Run = { ...base, cdk };
  const outputs = await deploy(run, STACK_NAME);
  if (outputs === undefined) return;
  const { scene, served } = await sceneOf(run, { outputs, source, stackName: STACK_NAME });
  await stopScenario(scene);
  if (served !== undefined) await apiScenario(base.checks, served, STOPPED_ID);
  const kills = await relayScenario(scene);
  await ledgerScenario(scene, STREAM_ID, { kills, hasPages });
  if (isArchived) await archiveScenario(scene, STREAM_ID);
  await destroy(run);
}

/** A stack of its own, with a fleet. */
async function runFleet(base: Omit<Run, "cdk">, parent: string): Promise<void> {
  const folder = join(parent, "fleet");
  await mkdir(folder);
  await using source = await startStreamSource(FLEET_SOURCE);
  const config = configFor(base, { stackName: FLEET_STACK_NAME, sourceUrl: source.url, timing: FLEET });
  const cdk = await cdkCommands({ folder, config, env: base.aws.env, signal: base.options.signal });
  const run: Run = { ...base, cdk };
  const outputs = await deploy(run, FLEET_STACK_NAME);
  if (outputs === undefined) return;
  const { scene } = await sceneOf(run, { outputs, source, stackName: FLEET_STACK_NAME });
  await fleetScenario(scene);
  await destroy(run);
}

/** With the API, all alarms and the dashboard, as anybody has it; ministack has no alarms on more than one metric. */
function configFor(
  { options }: Pick<Run, "options">,
  { stackName, sourceUrl, timing }: { stackName: string; sourceUrl: string; timing: object },
): { stackName: string } {
  const config = {
    stackName,
    source: { baseUrl: sourceUrl, path: "streams", format: "sse", endSignals: ["event:end"] },
    ...timing,
    ...(options.aws === "ministack" ? { alarms: { noneStoredForMinutes: false } } : {}),
    keepData: false,
  };
  return config;
}

async function deploy(
  { checks, clients, cdk, outs }: Run,
  stackName: string,
): Promise<StackOutputs | undefined> {
  await checks.check("cdk bootstrap", () => cdk.bootstrap());
  const outputs = await checks.check("cdk deploy", () => cdk.deploy());
  if (outputs === undefined) return undefined;
  await checks.check("cfn-lint finds nothing in the synthesized template", () => lint(cdk, stackName));
  outs.push(cdk.out);
  await checks.check("the function runs the bundle of the package", () =>
    assertBundleIsDeployed(clients.lambda, { functionName: outputs.FunctionName, outs }),
  );
  return outputs;
}

async function lint({ out }: CdkCommands, stackName: string): Promise<void> {
  const exitCode = await lintTemplates([join(out, `${stackName}.template.json`)], process.stderr);
  assert.equal(exitCode, 0, "see its findings above");
}

async function sceneOf(
  { checks, aws, clients, options }: Run,
  { outputs, source, stackName }: { outputs: StackOutputs; source: StreamSource; stackName: string },
): Promise<{ scene: Scene; served: ServedApi | undefined }> {
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
    stackName,
    env: aws.env,
    ...options,
    killFunctions: () => killFunctions(pid),
  };
  return { scene, served };
}

async function destroy({ checks, clients, cdk }: Run): Promise<void> {
  await checks.check("cdk destroy", () => cdk.destroy());
  await checks.check("nothing is left", async () => {
    assert.deepEqual(await resourcesOf(clients), []);
  });
}
