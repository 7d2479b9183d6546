import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  asOneRequest,
  type System,
  type WithMiddleware,
  withDeadline,
} from "@unbounded-streams/dynamodb-request";
import { AttemptTimeoutError, SinkAbortedError } from "../errors.ts";
import type { TableLayout } from "../records/table-layout.ts";

/**
 * The caller's client: a low-level one, or what is like one but for the commands that it takes, as the `DynamoDBDocumentClient` of
 * `@aws-sdk/lib-dynamodb` is.
 */
export type TableClient =
  | DynamoDBClient
  | (Pick<DynamoDBClient, "config" | "middlewareStack" | "destroy"> & { send(command: never): unknown });

/** What a store in DynamoDB needs. */
export interface DynamoDbStoreOptions {
  client: TableClient;
  tableName: string;
  layout: TableLayout;
  attemptTimeoutMs: number;
  maxRequests: number;
  returnConsumedCapacity: boolean;
  system: Pick<System, "after">;
}

/** Sends a command as one request, within the deadline. */
export function sendOnce<Command extends WithMiddleware, Output>(
  command: Command,
  send: (client: DynamoDBClient, command: Command, options: { abortSignal: AbortSignal }) => Promise<Output>,
  { client, attemptTimeoutMs, system }: DynamoDbStoreOptions,
  signal: AbortSignal | undefined,
): Promise<Output> {
  // A document client has its client's configuration and middleware, and sends that client's commands as they are.
  const lowLevel = client as DynamoDBClient;
  asOneRequest(command, lowLevel);
  return withDeadline((abortSignal) => send(lowLevel, command, { abortSignal }), {
    timeoutMs: attemptTimeoutMs,
    signal,
    system,
    timedOut: (timeoutMs) => new AttemptTimeoutError(timeoutMs),
    aborted: (reason) => new SinkAbortedError(reason),
  });
}
