import { createWriteStream } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildStateMachine, type StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { streamIdOf } from "@unbounded-streams/connection-manager";
import type { StoredEvent } from "@unbounded-streams/event-sink";
import { createLeaseStore, type LeaseStore } from "@unbounded-streams/stream-lease";
import { randomAt } from "@unbounded-streams/stream-source";
import { serveConnectionsApi } from "./connections-api.ts";
import { type Database, openDatabase } from "./database.ts";
import { InterruptedStartError, ServiceStartError, UnexpectedAnswerError } from "./errors.ts";
import { functionEnvironment } from "./function-environment.ts";
import { LocalFunction } from "./lambda/local-function.ts";
import type { LocalOptions } from "./options/options.ts";
import { measure } from "./report/measure.ts";
import { Progress, type ProgressOutput } from "./report/progress.ts";
import type { Report } from "./report/report.ts";
import { timetable } from "./report/timetable.ts";
import { type Trouble, troubleOf } from "./report/trouble.ts";
import { fetchTruth, startSource } from "./source.ts";
import { dynamodbTask } from "./step-functions/dynamodb-tasks.ts";
import { StepFunctions } from "./step-functions/step-functions.ts";
import { STREAMS_TABLE, storedEvents } from "./tables.ts";

const FUNCTION_NAME = "local-connection-manager";
const FUNCTION_ARN = `arn:aws:lambda:us-east-1:000000000000:function:${FUNCTION_NAME}`;
const STATE_MACHINE_ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:connectionManagerStateMachine";
/** What a run keeps may hold keys and others' data: nobody else on this machine may look at it. */
const OWN_FOLDER = 0o700;
const OWN_FILE = 0o600;

const BUNDLE = fileURLToPath(import.meta.resolve("@unbounded-streams/connection-manager/bundle"));

/** What a run gives back. */
export interface RunResult {
  readonly report: Report;
  /** The article's table of processing times. */
  readonly timetable: string;
  /** Where the function's log is. */
  readonly logFile: string;
  /** Of its connections, at the end. */
  readonly trouble: Trouble;
}

/** Where a run tells how far it is, and what stops it. */
export interface RunContext {
  progress: ProgressOutput;
  /** Told when the local API is up. */
  onApi(url: string): void;
  /** Stops the run; what was stored is still reported. */
  signal: AbortSignal;
}

/**
 * Runs one stream from its start to its end on this machine: the source, DynamoDB and each invocation in processes of
 * their own, the state machine in the interpreter. Every process has ended when it resolves or rejects.
 *
 * @throws LocalRunError when a part does not start
 */
export async function runLocal(options: LocalOptions, context: RunContext): Promise<RunResult> {
  const cleanup = new AsyncDisposableStack();
  try {
    return await run(options, context, cleanup);
  } finally {
    await cleanup.disposeAsync();
  }
}

async function run(
  options: LocalOptions,
  context: RunContext,
  cleanup: AsyncDisposableStack,
): Promise<RunResult> {
  const { streamId } = options;
  const { signal } = context;
  const folder = await dataFolder(options);
  const database = await unlessAborted(signal, openDatabase(options, folder, cleanup));
  const source =
    options.url === undefined ? await unlessAborted(signal, startSource(options, cleanup)) : undefined;
  const before = new Set((await itemsOf(database, streamId)).map(({ key }) => key));
  const logFile = join(folder, "function.log");
  const environment = functionEnvironment(options, source, {
    aws: database.environment,
    deadLetterDir: join(folder, "dead-letters"),
  });
  const lambda = createFunction(options, environment, logFile, cleanup);
  const leases = createLeaseStore({ client: database.client, tableName: STREAMS_TABLE });
  const engine = new StepFunctions(definitionOf(options), STATE_MACHINE_ARN, {
    invoke: (event, branch) => lambda.invoke(event, branch),
    dynamodb: (action, parameters) => dynamodbTask(database.client, action, parameters),
  });
  cleanup.defer(() => engine.abortAll());
  const api = await serveApi(options, engine, leases, cleanup);
  context.onApi(api);
  await startOverApi(api, streamId);

  const progress = new Progress(context.progress, lambda.invocations);
  const stop = () => engine.abortAll();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    await Promise.race([
      engine.idle(streamId),
      database.lost,
      ...(source === undefined ? [] : [source.lost]),
    ]);
  } finally {
    signal.removeEventListener("abort", stop);
    engine.abortAll();
    await lambda.killAll();
    progress.stop();
  }
  if (signal.aborted) await leases.stop({ streamId, reason: "interrupted" });

  const executions = await Promise.all(
    engine.executionsOf(streamId).map(async (execution) => ({ execution, result: await execution.result })),
  );
  const invocations = lambda.invocations.filter((invocation) => invocation.streamId === streamId);
  const report = measure({
    ...{ options, executions, invocations },
    truth: source === undefined ? undefined : await fetchTruth(source, streamId),
    items: (await itemsOf(database, streamId)).filter(({ key }) => !before.has(key)),
    lease: await leases.read(streamId),
  });
  const waits = executions.flatMap(({ execution }) => execution.waits);
  const startMs = Math.min(...executions.map(({ execution }) => execution.startedAtMs));
  return {
    ...{ report, logFile },
    timetable: timetable(waits, invocations, startMs),
    trouble: troubleOf(invocations),
  };
}

async function dataFolder({ dataDir, streamId }: LocalOptions): Promise<string> {
  const folder = join(dataDir, encodeURIComponent(streamId));
  try {
    await mkdir(folder, { recursive: true, mode: OWN_FOLDER });
    await chmod(folder, OWN_FOLDER);
  } catch (error) {
    throw new ServiceStartError(
      "the run",
      `its folder ${folder} cannot be made (${(error as Error).message})`,
    );
  }
  return folder;
}

/** Waits for a part to start, but not longer than the user wants. */
async function unlessAborted<T>(signal: AbortSignal, starting: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(new InterruptedStartError());
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([starting, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function itemsOf({ client }: Database, streamId: string): Promise<StoredEvent[]> {
  return Array.fromAsync(storedEvents(client, streamId));
}

function createFunction(
  options: LocalOptions,
  environment: Record<string, string>,
  logFile: string,
  cleanup: AsyncDisposableStack,
): LocalFunction {
  const log = createWriteStream(logFile, { flags: "a", mode: OWN_FILE });
  cleanup.defer(() => new Promise<void>((resolve) => log.end(resolve)));
  const lambda = new LocalFunction({
    bundle: BUNDLE,
    functionName: FUNCTION_NAME,
    environment,
    timeoutMs: options.lifetimeSeconds * 1000,
    log,
    crashAfterMs: (id) => crashMoment(options, id),
  });
  cleanup.defer(() => lambda.killAll());
  return lambda;
}

/** When an invocation is killed, if it is: a random moment of the time that it would hold the stream. */
function crashMoment(options: LocalOptions, invocationId: number): number | undefined {
  const { crashRate, seed, strategy, lifetimeSeconds, handoverLeadSeconds, waitSeconds } = options;
  if (randomAt(seed, 2 * invocationId) >= crashRate) return undefined;
  const heldSeconds =
    strategy === "relay" ? lifetimeSeconds - handoverLeadSeconds : Math.min(lifetimeSeconds, waitSeconds);
  return randomAt(seed, 2 * invocationId + 1) * heldSeconds * 1000;
}

function definitionOf(options: LocalOptions): StateMachineDefinition {
  const { strategy, lifetimeSeconds, waitSeconds, handoverLeadSeconds, maxTurns } = options;
  const common = { functionArn: FUNCTION_ARN, lifetimeSeconds };
  switch (strategy) {
    case "retry-on-timeout":
      return buildStateMachine({ ...common, strategy });
    case "relay":
      return buildStateMachine({
        ...{ ...common, strategy, handoverLeadSeconds, tableName: STREAMS_TABLE },
        ...(maxTurns === undefined ? {} : { maxTurns }),
      });
    default:
      return buildStateMachine({ ...common, strategy, waitSeconds });
  }
}

async function serveApi(
  options: LocalOptions,
  engine: StepFunctions,
  leases: LeaseStore,
  cleanup: AsyncDisposableStack,
): Promise<string> {
  const startedAt = Date.now().toString(36);
  const api = await serveConnectionsApi({
    port: options.apiPort,
    leases,
    start(input) {
      const name = `${streamIdOf(input)
        .replaceAll(/[^\w-]/g, "_")
        .slice(0, 40)}-${startedAt}-${engine.executions.length + 1}`;
      const { arn, startedAtMs } = engine.start(name, input);
      return { executionArn: arn, startDate: startedAtMs / 1000 };
    },
  });
  cleanup.defer(() => api.close());
  return api.url;
}

/** Starts the stream as a user of the deployed stack would. A stream of that name that is over is started anew. */
async function startOverApi(api: string, streamId: string): Promise<void> {
  const url = `${api}/connections/${encodeURIComponent(streamId)}?restart=true`;
  const response = await fetch(url, { method: "POST" });
  if (response.ok) return;
  throw new UnexpectedAnswerError(`POST ${url} answered ${response.status}: ${await response.text()}`);
}
