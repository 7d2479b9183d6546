import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  type ConditionalCheckFailedException,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { classifyFailure, classifyStatementError } from "./classify-failure.ts";
import { createInsertStatements } from "./insert-statement.ts";
import type { EventItem } from "./item.ts";
import { judgeFound } from "./key-proof.ts";
import { MAX_BATCH_ITEMS } from "./limits.ts";
import { type DynamoDbStoreOptions, sendOnce } from "./sdk-request.ts";
import type { EventStore, PutOutcome, StoreReply } from "./store.ts";

const KEY_IS_NEW = "attribute_not_exists(PK) AND attribute_not_exists(SK)";

const STORED: PutOutcome = { kind: "stored" };

/** An `EventStore` of conditional `PutItem` requests, one item each. */
export function createPutStore(options: DynamoDbStoreOptions): EventStore {
  const { tableName, maxRequests, returnConsumedCapacity } = options;
  let isKeyProven = false;

  function judge(error: unknown, written: EventItem | undefined): PutOutcome {
    const outcome = classifyFailure(error);
    if (outcome.kind !== "exists" || isKeyProven) return outcome;
    const { Item: found } = error as ConditionalCheckFailedException;
    const judged = judgeFound({ written, found }, tableName);
    isKeyProven = judged.kind === "exists" && found !== undefined;
    return judged;
  }

  async function put(item: EventItem | undefined, signal: AbortSignal | undefined): Promise<StoreReply> {
    const command = new PutItemCommand({
      TableName: tableName,
      Item: item,
      ConditionExpression: KEY_IS_NEW,
      ...(!isKeyProven && { ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
      ...(returnConsumedCapacity && { ReturnConsumedCapacity: "TOTAL" }),
    });
    const output = await sendOnce(command, (client, ...args) => client.send(...args), options, signal);
    return { outcomes: [STORED], writeUnits: output.ConsumedCapacity?.CapacityUnits };
  }

  return {
    operation: "PutItem",
    maxItems: 1,
    maxRequests,
    async putIfAbsent(items, signal) {
      try {
        return await put(items[0], signal);
      } catch (error) {
        return { outcomes: [judge(error, items[0])], writeUnits: undefined };
      }
    },
  };
}

/** An `EventStore` of `BatchExecuteStatement` requests with up to 25 PartiQL `INSERT`s, which add an item or answer `DuplicateItem`. */
export function createBatchStore(options: DynamoDbStoreOptions): EventStore {
  const { tableName, maxRequests, returnConsumedCapacity } = options;
  const toStatement = createInsertStatements(tableName);

  async function insert(items: readonly EventItem[], signal: AbortSignal | undefined): Promise<StoreReply> {
    const command = new BatchExecuteStatementCommand({
      Statements: items.map(toStatement),
      ...(returnConsumedCapacity && { ReturnConsumedCapacity: "TOTAL" }),
    });
    const output = await sendOnce(command, (client, ...args) => client.send(...args), options, signal);
    return {
      outcomes: items.map((_, index) => statementOutcome(output, index)),
      writeUnits: unitsOf(output),
    };
  }

  return {
    operation: "BatchExecuteStatement",
    maxItems: MAX_BATCH_ITEMS,
    maxRequests,
    async putIfAbsent(items, signal) {
      try {
        return await insert(items, signal);
      } catch (error) {
        const outcome = requestOutcome(error, items.length);
        return { outcomes: items.map(() => outcome), writeUnits: undefined };
      }
    },
  };
}

/** Errors that one bad item can bring upon a whole batch. */
const BLAMES_ITS_CONTENT = new Set([
  "RequestEntityTooLargeException",
  "SerializationException",
  "ValidationException",
]);

function requestOutcome(error: unknown, items: number): PutOutcome {
  const outcome = classifyFailure(error);
  if (outcome.kind !== "refused" || items === 1) return outcome;
  const isContent = error instanceof Error && BLAMES_ITS_CONTENT.has(error.name);
  return isContent ? { kind: "inseparable", cause: error } : outcome;
}

function statementOutcome({ Responses }: BatchExecuteStatementCommandOutput, index: number): PutOutcome {
  const response = Responses?.[index];
  if (response === undefined)
    return classifyStatementError("InternalServerError", "the statement was not answered");
  if (response.Error === undefined) return STORED;
  return classifyStatementError(response.Error.Code, response.Error.Message);
}

function unitsOf({ ConsumedCapacity }: BatchExecuteStatementCommandOutput): number | undefined {
  return ConsumedCapacity?.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
