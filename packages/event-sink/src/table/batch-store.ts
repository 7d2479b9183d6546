import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { MAX_BATCH_ITEMS } from "../limits.ts";
import type { EventItem } from "../records/item.ts";
import { classifyFailure, classifyStatementError } from "./classify-failure.ts";
import { createInsertStatements } from "./insert-statement.ts";
import { type DynamoDbStoreOptions, sendOnce } from "./send-once.ts";
import type { EventStore, PutOutcome, StoreReply } from "./store.ts";

const STORED: PutOutcome = { kind: "stored" };

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
