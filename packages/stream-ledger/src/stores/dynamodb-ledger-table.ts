import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type Attempt, asOneRequest } from "@unbounded-streams/dynamodb-request";
import { LEDGER_ATTRIBUTES } from "../attributes.ts";
import { wordsFromItem } from "../dynamodb/item.ts";
import { momentOf } from "../dynamodb/moment.ts";
import { planWrite } from "../dynamodb/plan-write.ts";
import type { ConnectionKey } from "../types.ts";
import type { Utterance, Words } from "../words/words.ts";
import { attempt } from "./calls.ts";
import type { LedgerTable, MomentPage, MomentRange, PageOfWords } from "./ledger-table.ts";
import type { ResolvedOptions } from "./options.ts";

/** The table of records, as the requests that it takes. */
export function createDynamoDbLedgerTable(options: ResolvedOptions): LedgerTable {
  const { client, tableName, ttlSeconds, attemptTimeoutMs, system } = options;
  const ask = <Value>(signal: AbortSignal | undefined, task: Task<Value>): Promise<Attempt<Value>> =>
    attempt((abortSignal) => task({ client, tableName, abortSignal }), {
      timeoutMs: attemptTimeoutMs,
      signal,
      system,
    });
  return {
    write: (utterance, signal) => ask(signal, (request) => write(request, utterance, ttlSeconds)),
    find: (key, signal) => ask(signal, (request) => find(request, key)),
    page: (range, page, signal) => ask(signal, (request) => query(request, range, page)),
  };
}

interface RequestContext {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly abortSignal: AbortSignal;
}

type Task<Value> = (request: RequestContext) => Promise<Value>;

async function write(request: RequestContext, utterance: Utterance, ttlSeconds: number): Promise<boolean> {
  const { key, update, condition, names, values } = planWrite(utterance, ttlSeconds);
  const item = new UpdateItemCommand({
    TableName: request.tableName,
    Key: key,
    UpdateExpression: update,
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  });
  try {
    await request.client.send(asOneRequest(item, request.client), request);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return false;
  }
}

async function find(request: RequestContext, key: ConnectionKey): Promise<Words | undefined> {
  const get = new GetItemCommand({
    TableName: request.tableName,
    Key: keyOf(key.streamId, momentOf(key)),
    ConsistentRead: true,
  });
  const { Item } = await request.client.send(asOneRequest(get, request.client), request);
  return Item && wordsFromItem(Item);
}

async function query(
  request: RequestContext,
  { streamId, from, until }: MomentRange,
  { after, size, isBackward }: MomentPage,
): Promise<PageOfWords> {
  const page = new QueryCommand({
    TableName: request.tableName,
    KeyConditionExpression: "#streamId = :streamId AND #moment BETWEEN :from AND :until",
    ExpressionAttributeNames: {
      "#streamId": LEDGER_ATTRIBUTES.streamId,
      "#moment": LEDGER_ATTRIBUTES.moment,
    },
    ExpressionAttributeValues: { ":streamId": { S: streamId }, ":from": { S: from }, ":until": { S: until } },
    ConsistentRead: true,
    Limit: size,
    ScanIndexForward: !isBackward,
    ExclusiveStartKey: after === undefined ? undefined : keyOf(streamId, after),
  });
  const { Items = [], LastEvaluatedKey } = await request.client.send(
    asOneRequest(page, request.client),
    request,
  );
  const next = LastEvaluatedKey?.[LEDGER_ATTRIBUTES.moment]?.S;
  return { entries: Items.map(wordsFromItem), ...(next === undefined ? {} : { next }) };
}

function keyOf(streamId: string, moment: string): Record<string, AttributeValue> {
  return { [LEDGER_ATTRIBUTES.streamId]: { S: streamId }, [LEDGER_ATTRIBUTES.moment]: { S: moment } };
}
