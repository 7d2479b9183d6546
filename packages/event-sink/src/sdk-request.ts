import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { withDeadline } from "./deadline.ts";
import type { EventSinkOptions, System } from "./types.ts";

/** What a store in DynamoDB needs. */
export interface DynamoDbStoreOptions {
  client: EventSinkOptions["client"];
  tableName: string;
  attemptTimeoutMs: number;
  maxRequests: number;
  returnConsumedCapacity: boolean;
  system: Pick<System, "after">;
}

/** A command of the SDK, as far as its middleware is concerned. */
interface WithMiddleware {
  readonly middlewareStack: {
    add(middleware: <T>(next: T) => T, options: typeof RETRIES): void;
    add(middleware: <T>(next: T) => T, options: typeof LOGGING): void;
  };
}

/** The SDK's retries cannot be counted, know nothing of an unknown outcome and would multiply with the sink's. */
const RETRIES = {
  name: "retryMiddleware",
  step: "finalizeRequest",
  priority: "high",
  override: true,
} as const;

/** It copies all input for the log, field by field, which is a fifth of a batch's CPU, even if nobody listens. */
const LOGGING = { name: "loggerMiddleware", step: "initialize", override: true } as const;

const passOn = <T>(next: T): T => next;

/** Sends a command as one request, within the deadline. */
export function sendOnce<Command extends WithMiddleware, Output>(
  command: Command,
  send: (client: DynamoDBClient, command: Command, options: { abortSignal: AbortSignal }) => Promise<Output>,
  { client, attemptTimeoutMs, system }: DynamoDbStoreOptions,
  signal: AbortSignal | undefined,
): Promise<Output> {
  // A document client has its client's configuration and middleware, and sends that client's commands as they are.
  const lowLevel = client as DynamoDBClient;
  strip(command, lowLevel);
  return withDeadline((abortSignal) => send(lowLevel, command, { abortSignal }), {
    timeoutMs: attemptTimeoutMs,
    signal,
    system,
  });
}

/**
 * Takes from a command what it does not need of the client's middleware. There is no option for one command, but a command's
 * own middleware stands in for the client's of the same name. The client itself, and what else it is used for, stays as it is.
 */
function strip({ middlewareStack }: WithMiddleware, client: DynamoDBClient): void {
  middlewareStack.add(passOn, RETRIES);
  // The logger of a client that was given none.
  if (client.config?.logger?.constructor?.name === "NoOpLogger") middlewareStack.add(passOn, LOGGING);
}
