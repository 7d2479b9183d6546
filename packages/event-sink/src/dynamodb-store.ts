import { type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { classifyFailure } from "./classify-failure.ts";
import { withDeadline } from "./deadline.ts";
import type { EventStore } from "./store.ts";
import type { EventSinkOptions, System } from "./types.ts";

const KEY_IS_NEW = "attribute_not_exists(PK) AND attribute_not_exists(SK)";

/** What a store in DynamoDB needs. */
export interface DynamoDbStoreOptions {
  client: EventSinkOptions["client"];
  tableName: string;
  attemptTimeoutMs: number;
  system: Pick<System, "after">;
}

/** An `EventStore` of conditional `PutItem` requests. */
export function createDynamoDbStore(options: DynamoDbStoreOptions): EventStore {
  const { tableName, attemptTimeoutMs, system } = options;
  // A document client has its client's configuration and middleware, and sends that client's commands as they are.
  const client = options.client as DynamoDBClient;
  return {
    async putIfAbsent(item, signal) {
      try {
        const command = new PutItemCommand({
          TableName: tableName,
          Item: item,
          ConditionExpression: KEY_IS_NEW,
        });
        withoutSdkRetries(command);
        await withDeadline((abortSignal) => client.send(command, { abortSignal }), {
          timeoutMs: attemptTimeoutMs,
          signal,
          system,
        });
        return { kind: "stored" };
      } catch (error) {
        return classifyFailure(error);
      }
    },
  };
}

/**
 * Makes a command one request. The SDK's retries cannot be counted, know nothing of an unknown outcome and would
 * multiply with the sink's; there is no option for one command, but a command's own middleware stands in for the
 * client's of the same name. The client itself, and what else it is used for, stays as it is.
 */
function withoutSdkRetries(command: PutItemCommand): void {
  command.middlewareStack.add((next) => (args) => next(args), {
    name: "retryMiddleware",
    step: "finalizeRequest",
    priority: "high",
    override: true,
  });
}
