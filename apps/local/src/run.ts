import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { buildStateMachine } from "@unbounded-streams/asl-builder";
import type { StreamTruth } from "@unbounded-streams/stream-source";
import { type StartedExecution, serveConnectionsApi } from "./connections-api.ts";
import { type Coverage, coverageOf, type Interval } from "./coverage.ts";
import { UnexpectedAnswerError } from "./errors.ts";
import { ensureEventsTable, storedEvents } from "./events-table.ts";
import { type Execution, startExecution } from "./execution.ts";
import { EVENTS_TABLE, functionEnvironment, type SourceAccess } from "./function-environment.ts";
import { judge } from "./judge.ts";
import type { Invocation } from "./lambda/invocation.ts";
import { LocalFunction } from "./lambda/local-function.ts";
import type { LocalOptions } from "./options.ts";
import { CLIENT_TOLERANCE_MS, Progress, type ProgressOutput } from "./progress.ts";
import { isoTime, type Report } from "./report.ts";
import type { DynamoDbReady } from "./services/dynamodb-process.ts";
import { startService } from "./services/service-process.ts";
import type { SourceReady } from "./services/source-process.ts";
import { timetable } from "./timetable.ts";

const FUNCTION_NAME = "local-connection-manager";
const FUNCTION_ARN = `arn:aws:lambda:us-east-1:000000000000:function:${FUNCTION_NAME}`;
const EXECUTION_ARN = "arn:aws:states:us-east-1:000000000000:execution:connectionManagerStateMachine";
const BUNDLE = fileURLToPath(import.meta.resolve("@unbounded-streams/connection-manager/bundle"));

/** What a run gives back. */
export interface RunResult {
  readonly report: Report;
  /** The article's table of processing times. */
  readonly timetable: string;
  /** Where the function's log is. */
  readonly logFile: string;
}

/** Where a run tells how far it is, and what stops it. */
export interface RunContext {
  progress: ProgressOutput;
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
  const folder = join(options.dataDir, encodeURIComponent(options.streamId));
  await mkdir(folder, { recursive: true });
  const database = await openDatabase(options, folder, cleanup);
  const source = options.url === undefined ? await startSource(options, cleanup) : undefined;
  const before = source === undefined ? await countStored(database.client, options.streamId) : 0;
  const logFile = join(folder, "function.log");
  const log = createWriteStream(logFile, { flags: "a" });
  cleanup.defer(() => new Promise<void>((resolve) => log.end(resolve)));
  const lambda = new LocalFunction({
    bundle: BUNDLE,
    functionName: FUNCTION_NAME,
    environment: functionEnvironment(options, source, database.environment),
    timeoutMs: options.lifetimeSeconds * 1000,
    log,
  });
  cleanup.defer(() => lambda.killAll());

  const execution = await startOverApi(options, lambda, cleanup);
  const abort = () => execution.abort();
  context.signal.addEventListener("abort", abort, { once: true });
  if (context.signal.aborted) abort();
  const progress = new Progress(context.progress, lambda.invocations);
  const outcome = await execution.result;
  context.signal.removeEventListener("abort", abort);
  await lambda.killAll();
  progress.stop();

  const truth = source === undefined ? undefined : await fetchTruth(source, options.streamId);
  const events = await compare(options.streamId, database.client, lambda.invocations, truth, before);
  const report: Report = {
    strategy: options.strategy,
    streamId: options.streamId,
    execution: {
      status: outcome.status,
      startedAt: isoTime(execution.startedAtMs),
      endedAt: isoTime(outcome.endedAtMs),
      ...(outcome.status === "FAILED" && outcome.error !== undefined ? { error: outcome.error.message } : {}),
    },
    events,
    connections: lambda.invocations.map((invocation) => connectionEntry(invocation, outcome.endedAtMs)),
    coverage: measureCoverage(lambda.invocations, truth, outcome.endedAtMs),
  };
  return {
    report,
    logFile,
    timetable: timetable(execution.waits, lambda.invocations, execution.startedAtMs),
  };
}

async function openDatabase(options: LocalOptions, folder: string, cleanup: AsyncDisposableStack) {
  const endpoint = options.dynamodbEndpoint ?? (await startDatabase(folder, cleanup));
  const environment = {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: process.env.AWS_REGION ?? "us-east-1",
    AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID ?? "local",
    AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY ?? "local",
    ...(process.env.AWS_SESSION_TOKEN === undefined
      ? {}
      : { AWS_SESSION_TOKEN: process.env.AWS_SESSION_TOKEN }),
  };
  const client = new DynamoDBClient({
    endpoint,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
      ...(environment.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: environment.AWS_SESSION_TOKEN }),
    },
  });
  cleanup.defer(() => client.destroy());
  await ensureEventsTable(client, EVENTS_TABLE);
  return { client, environment };
}

async function startDatabase(folder: string, cleanup: AsyncDisposableStack): Promise<string> {
  const path = join(folder, "dynamodb");
  const service = await startService<DynamoDbReady>("the embedded DynamoDB", "dynamodb-process", { path });
  cleanup.defer(() => service.stop());
  return service.ready.endpoint;
}

async function startSource(options: LocalOptions, cleanup: AsyncDisposableStack): Promise<SourceAccess> {
  const key = randomBytes(16).toString("hex");
  const service = await startService<SourceReady>("the stream source", "source-process", {
    key,
    format: options.format === "lines" ? "ndjson" : options.format,
    rate: options.rate,
    events: options.events,
    mode: options.sourceMode,
    faults: options.sourceFaults,
    duplicates: options.sourceDuplicates,
  });
  cleanup.defer(() => service.stop());
  return { url: service.ready.url, key };
}

/** Starts the execution as a user of the deployed stack would: by `POST /connections/{streamId}`. */
async function startOverApi(
  options: LocalOptions,
  lambda: LocalFunction,
  cleanup: AsyncDisposableStack,
): Promise<Execution> {
  const { strategy, streamId, lifetimeSeconds, waitSeconds } = options;
  const common = { functionArn: FUNCTION_ARN, lifetimeSeconds };
  const definition = buildStateMachine(
    strategy === "retry-on-timeout" ? { ...common, strategy } : { ...common, strategy, waitSeconds },
  );
  const executions: Execution[] = [];
  const api = await serveConnectionsApi((input): StartedExecution => {
    const execution = startExecution({
      definition,
      arn: `${EXECUTION_ARN}:${streamId}-${executions.length + 1}`,
      input,
      invoke: (event, branch) => lambda.invoke(event, branch),
    });
    executions.push(execution);
    return { executionArn: execution.arn, startDate: execution.startedAtMs / 1000 };
  });
  cleanup.defer(() => api.close());
  const response = await fetch(`${api.url}/connections/${encodeURIComponent(streamId)}`, { method: "POST" });
  const [execution] = executions;
  if (!response.ok || execution === undefined) {
    throw new UnexpectedAnswerError(
      `POST /connections/${streamId} answered ${response.status}: ${await response.text()}`,
    );
  }
  return execution;
}

async function fetchTruth(source: SourceAccess, streamId: string): Promise<StreamTruth | undefined> {
  const response = await fetch(`${source.url}/streams/${encodeURIComponent(streamId)}/truth`, {
    headers: { authorization: `Bearer ${source.key}` },
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new UnexpectedAnswerError(`the source's truth answered ${response.status}`);
  return (await response.json()) as StreamTruth;
}

async function compare(
  streamId: string,
  client: DynamoDBClient,
  invocations: readonly Invocation[],
  truth: StreamTruth | undefined,
  before: number,
): Promise<Report["events"]> {
  const duplicatesReceived = invocations.reduce((sum, { duplicates }) => sum + duplicates, 0);
  if (truth === undefined) {
    const stored = (await countStored(client, streamId)) - before;
    return { sent: null, stored, lost: null, duplicatesReceived, storedTwice: 0, unknown: null };
  }
  const items = await Array.fromAsync(storedEvents(client, EVENTS_TABLE, streamId));
  return { ...judge(items, truth.events), duplicatesReceived };
}

async function countStored(client: DynamoDBClient, streamId: string): Promise<number> {
  let count = 0;
  for await (const _ of storedEvents(client, EVENTS_TABLE, streamId)) count += 1;
  return count;
}

function connectionEntry(invocation: Invocation, endedAtMs: number): Report["connections"][number] {
  const { branch, startedAtMs, connectedAtMs, outcome = "aborted" } = invocation;
  return {
    branch,
    startedAt: isoTime(startedAtMs),
    connectedAt: connectedAtMs === undefined ? null : isoTime(connectedAtMs),
    endedAt: isoTime(invocation.endedAtMs ?? endedAtMs),
    outcome,
  };
}

/** By the source's own record where there is one: it knows to the millisecond when each connection was up. */
function measureCoverage(
  invocations: readonly Invocation[],
  truth: StreamTruth | undefined,
  endedAtMs: number,
): Coverage | null {
  const intervals: Interval[] =
    truth?.connections.map(({ startedAt, endedAt }) => ({ fromMs: startedAt, toMs: endedAt ?? endedAtMs })) ??
    invocations.flatMap(({ connectedAtMs, signal, ...invocation }) =>
      connectedAtMs === undefined || signal?.startsWith("status:")
        ? []
        : [{ fromMs: connectedAtMs, toMs: invocation.endedAtMs ?? endedAtMs }],
    );
  if (intervals.length === 0) return null;
  return truth === undefined
    ? coverageOf(intervals, undefined, CLIENT_TOLERANCE_MS)
    : coverageOf(intervals, truth.endedAt ?? endedAtMs);
}
