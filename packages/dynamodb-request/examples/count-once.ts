import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import {
  type Attempt,
  asOneRequest,
  classifyFailure,
  untilSettled,
  withDeadline,
} from "@unbounded-streams/dynamodb-request";
import { realSystem as system } from "@unbounded-streams/dynamodb-request/system";

const client = new DynamoDBClient();
const TableName = "example-counts";
await client.send(
  new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  }),
);
await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });

const signal = undefined;
const retry = { maxAttempts: 8, baseDelayMs: 50, maxDelayMs: 2_000 };

/** One request, and what came of it. */
async function addOnce(id: string): Promise<Attempt<"added" | "there already">> {
  const put = new PutItemCommand({
    TableName,
    Item: { id: { S: id } },
    ConditionExpression: "attribute_not_exists(id)",
  });
  try {
    await withDeadline((abortSignal) => client.send(asOneRequest(put, client), { abortSignal }), {
      timeoutMs: 2_000,
      signal,
      system,
      timedOut: (ms) => Object.assign(new Error(`no answer in ${ms} ms`), { code: "ATTEMPT_TIMEOUT" }),
      aborted: (reason) => new Error("aborted", { cause: reason }),
    });
    return { kind: "done", value: "added" };
  } catch (error) {
    const failure = classifyFailure(error);
    if (failure.kind === "condition-failed") return { kind: "done", value: "there already" };
    return failure.kind === "transient" ? { ...failure, kind: "again" } : failure;
  }
}

for (const id of ["a", "a", ""]) {
  const settled = await untilSettled(() => addOnce(id), { retry, system, signal });
  console.log(settled.kind === "done" ? settled.value : `${settled.kind} after ${settled.attempts} attempt`);
}
