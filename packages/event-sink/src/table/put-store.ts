import { type ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { EventItem } from "../records/item.ts";
import { classifyFailure } from "./classify-failure.ts";
import { judgeFound } from "./key-proof.ts";
import { type DynamoDbStoreOptions, sendOnce } from "./send-once.ts";
import type { EventStore, PutOutcome, StoreReply } from "./store.ts";

const KEY_IS_NEW = "attribute_not_exists(#partition) AND attribute_not_exists(#sort)";

const STORED: PutOutcome = { kind: "stored" };

/** An `EventStore` of conditional `PutItem` requests, one item each. */
export function createPutStore(options: DynamoDbStoreOptions): EventStore {
  const { tableName, maxRequests, returnConsumedCapacity } = options;
  const { keys } = options.layout;
  const keyNames = { "#partition": keys.partition, "#sort": keys.sort };
  let isKeyProven = false;

  function judge(error: unknown, written: EventItem | undefined): PutOutcome {
    const outcome = classifyFailure(error);
    if (outcome.kind !== "exists" || isKeyProven) return outcome;
    const { Item: found } = error as ConditionalCheckFailedException;
    const judged = judgeFound({ written, found, keys }, tableName);
    isKeyProven = judged.kind === "exists" && found !== undefined;
    return judged;
  }

  async function put(item: EventItem | undefined, signal: AbortSignal | undefined): Promise<StoreReply> {
    const command = new PutItemCommand({
      TableName: tableName,
      Item: item,
      ConditionExpression: KEY_IS_NEW,
      ExpressionAttributeNames: keyNames,
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
