import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { LEASE_ATTRIBUTES } from "./attributes.ts";
import { withDeadline } from "./deadline.ts";
import { AttemptTimeoutError, LeaseStoreError } from "./errors.ts";
import { isTransient } from "./is-transient.ts";
import { type LeaseItem, leaseFromItem } from "./item.ts";
import type { LeaseTable, ScannedPage, WriteAnswer } from "./lease-table.ts";
import { type LeaseStoreOptions, type ResolvedOptions, resolveOptions } from "./options.ts";
import { planWrite } from "./plan-write.ts";
import type { Attempt } from "./retry.ts";
import { createTableLeaseStore } from "./table-lease-store.ts";
import type { Lease, LeaseCommand, LeaseStore } from "./types.ts";

/**
 * A `LeaseStore` in DynamoDB. Every transition is one conditional `UpdateItem`.
 *
 * Its calls throw `InvalidRequestError` before anything is sent, `InvalidRecordError` for a record that something else
 * wrote, `LeaseAbortedError` after the caller's signal and `LeaseRequestError` when DynamoDB refuses or stays away.
 *
 * @throws {InvalidOptionsError} with one sentence for each option that is wrong
 */
export function createLeaseStore(options: LeaseStoreOptions): LeaseStore {
  const resolved = resolveOptions(options);
  return createTableLeaseStore({ ...resolved, table: createDynamoDbTable(resolved) });
}

function createDynamoDbTable({ client, tableName, attemptTimeoutMs, system }: ResolvedOptions): LeaseTable {
  const attempt = <Value>(signal: AbortSignal | undefined, task: Task<Value>): Promise<Attempt<Value>> =>
    attemptOf(() =>
      withDeadline((abortSignal) => task({ client, tableName, abortSignal }), {
        timeoutMs: attemptTimeoutMs,
        signal,
        system,
      }),
    );
  return {
    write: (command, signal) => attempt(signal, (request) => write(request, command)),
    read: (streamId, signal) => attempt(signal, (request) => read(request, streamId)),
    scan: ({ from, size }, signal) => attempt(signal, (request) => scan(request, from, size)),
  };
}

interface RequestContext {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly abortSignal: AbortSignal;
}

type Task<Value> = (request: RequestContext) => Promise<Value>;

async function write(request: RequestContext, command: LeaseCommand): Promise<WriteAnswer> {
  const { key, expression, values } = planWrite(command);
  const update = new UpdateItemCommand({
    TableName: request.tableName,
    Key: key,
    UpdateExpression: expression.update,
    ConditionExpression: expression.condition,
    ExpressionAttributeNames: expression.names,
    ExpressionAttributeValues: values,
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  try {
    const { Attributes = {} } = await request.client.send(withoutSdkRetries(update), request);
    return { kind: "written", lease: leaseFromItem(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // There is none when there is no record, and from servers that do not know ReturnValuesOnConditionCheckFailure.
    const found = error.Item && leaseFromItem(error.Item);
    return { kind: "unmet", found: found ?? (await read(request, command.request.streamId)) };
  }
}

async function read(request: RequestContext, streamId: string): Promise<Lease | undefined> {
  const get = new GetItemCommand({
    TableName: request.tableName,
    Key: { [LEASE_ATTRIBUTES.streamId]: { S: streamId } },
    ConsistentRead: true,
  });
  const { Item } = await request.client.send(withoutSdkRetries(get), request);
  return Item && leaseFromItem(Item);
}

async function scan(request: RequestContext, from: unknown, size: number): Promise<ScannedPage> {
  const page = new ScanCommand({
    TableName: request.tableName,
    ConsistentRead: true,
    Limit: size,
    ExclusiveStartKey: from as LeaseItem | undefined,
  });
  const { Items = [], LastEvaluatedKey } = await request.client.send(withoutSdkRetries(page), request);
  return { leases: Items.map(leaseFromItem), next: LastEvaluatedKey };
}

async function attemptOf<Value>(task: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { kind: "done", value: await task() };
  } catch (error) {
    if (error instanceof LeaseStoreError && !(error instanceof AttemptTimeoutError)) throw error;
    return { kind: isTransient(error) ? "again" : "refused", cause: error };
  }
}

/**
 * Makes a command one request: the store's attempts and the SDK's would multiply. There is no option for one command,
 * but a command's own middleware stands in for the client's of the same name, and the client stays as it is.
 */
function withoutSdkRetries<Command extends GetItemCommand | ScanCommand | UpdateItemCommand>(
  command: Command,
): Command {
  const { middlewareStack } = command as GetItemCommand;
  middlewareStack.add((next) => (args) => next(args), {
    name: "retryMiddleware",
    step: "finalizeRequest",
    priority: "high",
    override: true,
  });
  return command;
}
