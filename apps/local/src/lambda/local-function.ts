import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { LAMBDA_CRASH_ERROR, LAMBDA_TIMEOUT_ERROR } from "@unbounded-streams/asl-builder";
import { streamIdOf } from "@unbounded-streams/connection-manager";
import { isCarrierId } from "@unbounded-streams/stream-lease/carrier-id";
import { FOLLOW_CHANNEL } from "@unbounded-streams/stream-reader";
import { InvocationError } from "../errors.ts";
import { subjectOf } from "../subject.ts";
import {
  applyAnswer,
  applyFailure,
  applyLogRecord,
  type Invocation,
  type LogRecord,
  newInvocation,
  outcomeOfError,
} from "./invocation.ts";
import type { InvokeMessage, RuntimeMessage, TurnMessage } from "./messages.ts";
import { CUT_OFF, Seats } from "./seats.ts";
import { SourceRequests } from "./source-requests.ts";

/** How the function is set up. */
export interface LocalFunctionOptions {
  /** Absolute path or URL of the bundle that is deployed. */
  bundle: string;
  functionName: string;
  /** The function's environment: this and nothing else. */
  environment: Record<string, string>;
  /** Lambda's timeout, in milliseconds: the process is killed then. */
  timeoutMs: number;
  /** When to kill an invocation for good measure, in milliseconds from its start; undefined lets it live. */
  crashAfterMs?(invocationId: number): number | undefined;
  /**
   * Told of the connections of an invocation that have not said themselves that they are over, and when its process was gone, in
   * epoch milliseconds.
   */
  onCutOff?(connections: readonly Invocation[], atMs: number): void;
  /** Where the function's output goes, line by line. */
  log: Writable;
}

/**
 * The Lambda service for one function: each invocation is a process of its own that runs the bundle and is killed with
 * SIGKILL at the timeout. As in Lambda, the time runs from the moment that the bundle is loaded.
 */
export class LocalFunction {
  /** All invocations, in the order of their start. */
  readonly invocations: Invocation[] = [];
  /** All connections for streams in the order of their start: an invocation is one itself, a carrier's has any number of them. */
  readonly connections: Invocation[] = [];
  /** What these connections ask of the source. */
  readonly requests = new SourceRequests();
  private readonly options: LocalFunctionOptions;
  /** What comes of invocations, once all is known of them, by their processes. */
  private readonly running = new Map<ChildProcess, Promise<unknown>>();
  private stopping = false;

  constructor(options: LocalFunctionOptions) {
    this.options = options;
  }

  /**
   * Runs the handler once.
   *
   * @returns what the handler returned
   * @throws InvocationError under the name that Step Functions would see
   */
  async invoke(event: unknown, branch: string): Promise<unknown> {
    if (this.stopping) throw new InvocationError(LAMBDA_CRASH_ERROR, "the function is no longer served");
    const invocation = this.begin(branch, event);
    const child = this.spawn();
    const result = this.carryOut(child, invocation, event);
    this.running.set(child, result);
    try {
      return await result;
    } finally {
      this.running.delete(child);
    }
  }

  /** Kills what runs, for good, and resolves when no process is left, and `onCutOff` has been told of the last one. */
  async killAll(): Promise<void> {
    this.stopping = true;
    for (const child of this.running.keys()) child.kill("SIGKILL");
    await Promise.allSettled(this.running.values());
  }

  private async carryOut(child: ChildProcess, invocation: Invocation, event: unknown): Promise<unknown> {
    const seats = isCarrierId(invocation.streamId) ? new Seats(invocation, this.connections) : undefined;
    if (seats === undefined) this.connections.push(invocation);
    const logged = this.collectLog(child, invocation, seats);
    child.on("message", (message: RuntimeMessage) => {
      if (message.type === "connection") this.requests.note(invocation.id, message.event);
    });
    let exitedAtMs: number | undefined;
    const exited = exitOf(child).finally(() => {
      exitedAtMs = Date.now();
    });
    let failure: InvocationError | undefined;
    try {
      const answer = await this.converse(child, exited, invocation, event);
      applyAnswer(invocation, answer);
      return answer;
    } catch (error) {
      invocation.outcome = this.stopping ? "aborted" : outcomeOfError((error as Error).name);
      if (!this.stopping && error instanceof InvocationError) failure = error;
      throw error;
    } finally {
      child.kill("SIGKILL");
      await Promise.all([exited, logged]);
      this.requests.over(invocation.id);
      if (failure !== undefined) applyFailure(invocation, failure);
      invocation.endedAtMs = Date.now();
      const isCutOff = CUT_OFF.includes(invocation.outcome ?? "");
      const cutOff = seats?.end() ?? (isCutOff ? [invocation] : []);
      this.options.onCutOff?.(cutOff, exitedAtMs ?? invocation.endedAtMs);
    }
  }

  private begin(branch: string, event: unknown): Invocation {
    const id = this.invocations.length + 1;
    const subject = subjectOf(event) ?? "";
    const invocation = newInvocation({
      id,
      branch,
      streamId: isCarrierId(subject) ? subject : streamIdOf(event),
      requestId: randomUUID(),
      startedAtMs: Date.now(),
    });
    this.invocations.push(invocation);
    return invocation;
  }

  private spawn(): ChildProcess {
    const runtime = new URL(`./runtime${extname(import.meta.url)}`, import.meta.url);
    const { bundle, environment } = this.options;
    return fork(runtime, [bundle, FOLLOW_CHANNEL], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: environment,
      execArgv: [],
    });
  }

  private async collectLog(
    { stdout, stderr }: ChildProcess,
    invocation: Invocation,
    seats: Seats | undefined,
  ): Promise<void> {
    const { log } = this.options;
    const collect = async (stream: NodeJS.ReadableStream | null) => {
      if (stream === null) return;
      for await (const line of createInterface({ input: stream })) {
        log.write(`${line}\n`);
        const record = recordOf(line);
        if (record === undefined) continue;
        if (seats === undefined) applyLogRecord(invocation, record);
        else seats.apply(record);
      }
    };
    await Promise.all([collect(stdout), collect(stderr)]);
  }

  private async converse(
    child: ChildProcess,
    exited: Promise<[number | null, string | null]>,
    invocation: Invocation,
    event: unknown,
  ): Promise<unknown> {
    const { functionName, timeoutMs, crashAfterMs } = this.options;
    let timedOut = false;
    const crash = exited.then(([code, signal]): never => {
      throw timedOut
        ? timeoutError(invocation.requestId, timeoutMs)
        : crashError(invocation.requestId, signal ?? `exit status ${code}`);
    });
    await Promise.race([nextMessage(child), crash]);
    const invoke: InvokeMessage = {
      event,
      requestId: invocation.requestId,
      functionName,
      deadlineMs: Date.now() + timeoutMs,
    };
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    const crashMs = crashAfterMs?.(invocation.id);
    const crasher = crashMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), crashMs);
    try {
      child.send(invoke);
      const answer = await Promise.race([nextMessage(child), crash]);
      if (answer.type === "thrown") throw thrownError(answer);
      return answer.type === "returned" ? answer.value : undefined;
    } finally {
      clearTimeout(timer);
      clearTimeout(crasher);
    }
  }
}

/** How the process ended; one that could not even be started has ended too. */
async function exitOf(child: ChildProcess): Promise<[number | null, string | null]> {
  try {
    return (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  } catch (error) {
    return [null, `failure to start: ${(error as Error).message}`];
  }
}

/** The next message about the invocation itself. */
function nextMessage(child: ChildProcess): Promise<TurnMessage> {
  return new Promise((resolve) => {
    const onMessage = (message: RuntimeMessage) => {
      if (message.type === "connection") return;
      child.off("message", onMessage);
      resolve(message);
    };
    child.on("message", onMessage);
  });
}

function thrownError(answer: Extract<TurnMessage, { type: "thrown" }>): InvocationError {
  const { errorType, errorMessage, trace } = answer;
  return new InvocationError(errorType, JSON.stringify({ errorType, errorMessage, trace }), errorMessage);
}

function timeoutError(requestId: string, timeoutMs: number): InvocationError {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return new InvocationError(
    LAMBDA_TIMEOUT_ERROR,
    JSON.stringify({ errorType: LAMBDA_TIMEOUT_ERROR, errorMessage }),
  );
}

function crashError(requestId: string, how: string): InvocationError {
  const reason = `Runtime exited with error: ${how}`;
  const errorMessage = `RequestId: ${requestId} Error: ${reason}`;
  return new InvocationError(
    LAMBDA_CRASH_ERROR,
    JSON.stringify({ errorType: "Runtime.ExitError", errorMessage }),
    reason,
  );
}

function recordOf(line: string): LogRecord | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    // Whatever the function prints is kept in the log; only structured lines tell something.
    return undefined;
  }
}
