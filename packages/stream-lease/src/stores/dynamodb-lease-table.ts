import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type Attempt, asOneRequest } from "@unbounded-streams/dynamodb-request";
import { INDEXES, LEASE_ATTRIBUTES } from "../attributes.ts";
import { type LeaseItem, leaseFromItem, streamIdFromItem, waitingFromItem } from "../dynamodb/item.ts";
import { isLastTally, planWrite } from "../dynamodb/plan-write.ts";
import { InvalidRecordError } from "../errors.ts";
import type { Lease, LeaseCommand } from "../types.ts";
import { attempt } from "./calls.ts";
import type { IndexPage, LeaseTable, PageRequest, ScannedPage, WriteAnswer } from "./lease-table.ts";
import type { ResolvedOptions } from "./options.ts";

/** The table of leases, as the requests that it takes. */
export function createDynamoDbLeaseTable({
  client,
  tableName,
  attemptTimeoutMs,
  system,
}: ResolvedOptions): LeaseTable {
  const ask = <Value>(signal: AbortSignal | undefined, task: Task<Value>): Promise<Attempt<Value>> =>
    attempt((abortSignal) => task({ client, tableName, abortSignal }), {
      timeoutMs: attemptTimeoutMs,
      signal,
      system,
    });
  return {
    write: (command, signal) => ask(signal, (request) => write(request, command)),
    read: (streamId, signal) => ask(signal, (request) => read(request, streamId)),
    scan: ({ from, size }, signal) => ask(signal, (request) => scan(request, from, size)),
    carried: (carrier, page, signal) =>
      ask(signal, async (request) =>
        mapPage(await query(request, INDEXES.byCarrier, carrier, page), streamIdFromItem),
      ),
    waiting: (waitingFor, page, signal) =>
      ask(signal, async (request) =>
        mapPage(await query(request, INDEXES.byWaiting, waitingFor, page), waitingFromItem),
      ),
  };
}

interface RequestContext {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly abortSignal: AbortSignal;
}

type Task<Value> = (request: RequestContext) => Promise<Value>;

async function write(request: RequestContext, command: LeaseCommand): Promise<WriteAnswer> {
  const answer = await update(request, command);
  const isTurnedAway = answer.kind === "unmet" && isLastTally(command, answer.found);
  return isTurnedAway ? update(request, command, answer.found) : answer;
}

async function update(
  request: RequestContext,
  command: LeaseCommand,
  standing?: Lease,
): Promise<WriteAnswer> {
  const { key, expression, values } = planWrite(command, standing);
  const item = new UpdateItemCommand({
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
    const { Attributes = {} } = await request.client.send(asOneRequest(item, request.client), request);
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
  const { Item } = await request.client.send(asOneRequest(get, request.client), request);
  return Item && leaseFromItem(Item);
}

async function scan(request: RequestContext, from: unknown, size: number): Promise<ScannedPage> {
  const page = new ScanCommand({
    TableName: request.tableName,
    ConsistentRead: true,
    Limit: size,
    ExclusiveStartKey: from as LeaseItem | undefined,
  });
  const { Items = [], LastEvaluatedKey } = await request.client.send(
    asOneRequest(page, request.client),
    request,
  );
  const invalid: InvalidRecordError[] = [];
  const leases = Items.flatMap((item) => {
    try {
      return [leaseFromItem(item)];
    } catch (error) {
      if (!(error instanceof InvalidRecordError)) throw error;
      invalid.push(error);
      return [];
    }
  });
  return { leases, invalid, next: LastEvaluatedKey };
}

async function query(
  request: RequestContext,
  { name, hash }: (typeof INDEXES)[keyof typeof INDEXES],
  value: string,
  { from, size }: PageRequest,
): Promise<IndexPage<LeaseItem>> {
  const page = new QueryCommand({
    TableName: request.tableName,
    IndexName: name,
    KeyConditionExpression: "#hash = :hash",
    ExpressionAttributeNames: { "#hash": hash },
    ExpressionAttributeValues: { ":hash": { S: value } },
    Limit: size,
    ExclusiveStartKey: from as LeaseItem | undefined,
  });
  const { Items = [], LastEvaluatedKey } = await request.client.send(
    asOneRequest(page, request.client),
    request,
  );
  return { entries: Items, next: LastEvaluatedKey };
}

function mapPage<Entry>(
  { entries, next }: IndexPage<LeaseItem>,
  entryOf: (item: LeaseItem) => Entry,
): IndexPage<Entry> {
  return { entries: entries.map(entryOf), next };
}
