import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { streamIdOf } from "@unbounded-streams/connection-manager";
import { createLeaseStore, type LeaseStore } from "@unbounded-streams/stream-lease";
import { createLedger, type Ledger } from "@unbounded-streams/stream-ledger";
import { randomAt } from "@unbounded-streams/stream-source";
import { serveConnectionsApi } from "../connections-api.ts";
import { type Database, openDatabase } from "../database.ts";
import { InterruptedStartError, UnexpectedAnswerError } from "../errors.ts";
import { functionEnvironment } from "../function-environment.ts";
import { LocalFunction } from "../lambda/local-function.ts";
import { LedgerWitness } from "../ledger/witness.ts";
import type { LocalOptions } from "../options/options.ts";
import { addressOf } from "../options/source-of.ts";
import { type Source, startSource } from "../source.ts";
import { dynamodbTask } from "../step-functions/dynamodb-tasks.ts";
import { serveStepFunctions } from "../step-functions/endpoint.ts";
import { StepFunctions } from "../step-functions/step-functions.ts";
import { wakeRule } from "../step-functions/wake-rule.ts";
import { LEDGER_TABLE, STREAMS_TABLE } from "../tables.ts";
import { branchLabel } from "./branch-label.ts";
import { dataFolder } from "./data-folder.ts";
import { FUNCTION_NAME, type Machines, machinesOf } from "./machines.ts";

const OWN_FILE = 0o600;

const BUNDLE = fileURLToPath(import.meta.resolve("@unbounded-streams/connection-manager/bundle"));

/** All that a run is made of, up and ready. */
export interface Stage {
  readonly database: Database;
  /** Undefined for a foreign stream. */
  readonly source: Source | undefined;
  readonly leases: LeaseStore;
  readonly ledger: Ledger;
  /** Tells the ledger of connections that were killed. */
  readonly witness: LedgerWitness;
  readonly lambda: LocalFunction;
  readonly engine: StepFunctions;
  readonly machines: Machines;
  /** Where a function reaches Step Functions; undefined without a fleet. */
  readonly stepFunctions: string | undefined;
  /** Where the function's log is. */
  readonly logFile: string;
}

/**
 * Starts everything of a run but its API.
 *
 * @throws LocalRunError when a part does not start, or `signal` aborts meanwhile
 */
export async function openStage(
  options: LocalOptions,
  signal: AbortSignal,
  cleanup: AsyncDisposableStack,
): Promise<Stage> {
  const folder = await dataFolder(options);
  const database = await unlessAborted(signal, openDatabase(options, folder, cleanup));
  const source =
    addressOf(options.source) === undefined
      ? await unlessAborted(signal, startSource(options, cleanup))
      : undefined;
  const logFile = join(folder, "function.log");
  const endpoint = options.fleet && (await serveStepFunctions(() => engine));
  if (endpoint !== undefined) cleanup.defer(() => endpoint.close());
  const stepFunctions = endpoint?.url;
  const environment = functionEnvironment(options, source, {
    aws: {
      ...database.environment,
      ...(stepFunctions === undefined ? {} : { AWS_ENDPOINT_URL_SFN: stepFunctions }),
    },
    deadLetterDir: join(folder, "dead-letters"),
  });
  const ledger = createLedger({ client: database.client, tableName: LEDGER_TABLE });
  const witness = new LedgerWitness(ledger);
  const lambda = createFunction(options, { environment, logFile, witness }, cleanup);
  const machines = machinesOf(options);
  const wake = wakeRule((name, input) => engine.isClosed || engine.start(machines.entry, name, input));
  const engine: StepFunctions = new StepFunctions(machines.definitions, {
    invoke: (event, branch) => lambda.invoke(event, branchLabel(event, branch)),
    dynamodb: (action, parameters) => dynamodbTask(database.client, action, parameters),
    onOver: (execution, result) => options.fleet && wake(execution, result),
  });
  cleanup.defer(() => engine.abortAll());
  const leases = createLeaseStore({ client: database.client, tableName: STREAMS_TABLE });
  return { database, source, leases, ledger, witness, lambda, engine, machines, stepFunctions, logFile };
}

/**
 * Serves the API of the run.
 *
 * @param beforeStart is waited for before an execution is started for a stream
 * @returns its URL
 */
export async function openApi(
  { engine, machines, leases, ledger }: Stage,
  { apiPort }: LocalOptions,
  cleanup: AsyncDisposableStack,
  beforeStart?: (streamId: string) => Promise<void>,
): Promise<string> {
  const startedAt = Date.now().toString(36);
  const api = await serveConnectionsApi({
    port: apiPort,
    leases,
    ledger,
    async start(input) {
      const streamId = streamIdOf(input);
      await beforeStart?.(streamId);
      const head = streamId.replaceAll(/[^\w-]/g, "_").slice(0, 40);
      const name = `${head}-${startedAt}-${engine.executions.length + 1}`;
      const { arn, startedAtMs } = engine.start(machines.entry, name, input);
      return { executionArn: arn, startDate: startedAtMs / 1000 };
    },
  });
  cleanup.defer(() => api.close());
  return api.url;
}

/** Starts the stream as a user of the deployed stack would. A stream of that name that is over is started anew. */
export async function startOverApi(api: string, streamId: string): Promise<void> {
  const url = `${api}/connections/${encodeURIComponent(streamId)}?restart=true`;
  const response = await fetch(url, { method: "POST" });
  if (response.ok) return;
  throw new UnexpectedAnswerError(`POST ${url} answered ${response.status}: ${await response.text()}`);
}

/**
 * Lets a run go on until it is over, a part of it is lost or `signal` aborts; nothing of it runs any more then.
 *
 * @param over resolves when the run is over, also when all executions are aborted
 */
export async function runUntil(
  { engine, lambda, database, source }: Stage,
  over: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const stop = () => engine.abortAll();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    await Promise.race([over, database.lost, ...(source === undefined ? [] : [source.lost])]);
  } finally {
    signal.removeEventListener("abort", stop);
    engine.abortAll();
    await lambda.killAll();
  }
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

interface FunctionParts {
  readonly environment: Record<string, string>;
  readonly logFile: string;
  readonly witness: LedgerWitness;
}

function createFunction(
  options: LocalOptions,
  { environment, logFile, witness }: FunctionParts,
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
    onCutOff: (connections, atMs) => witness.cutOff(connections, atMs),
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
