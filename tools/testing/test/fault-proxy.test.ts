import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { json, text } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type Fault,
  type FaultProxy,
  type StartedDynamoDb,
  startEmbeddedDynamoDb,
  startFaultProxy,
} from "../src/index.ts";

let dynamoDb: StartedDynamoDb;
let direct: DynamoDBClient;
let client: DynamoDBClient;
let proxy: FaultProxy;

beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
  proxy = await startFaultProxy(dynamoDb.endpoint);
  direct = new DynamoDBClient(dynamoDb.clientConfig);
  client = new DynamoDBClient({ ...dynamoDb.clientConfig, endpoint: proxy.endpoint, maxAttempts: 1 });
  await direct.send(
    new CreateTableCommand({
      TableName: "things",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "PK", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "PK", KeyType: "HASH" }],
    }),
  );
  await waitUntilTableExists({ client: direct, maxWaitTime: 10, minDelay: 1 }, { TableName: "things" });
});
afterEach(() => proxy.reset());
afterAll(async () => {
  client.destroy();
  direct.destroy();
  await proxy.stop();
  await dynamoDb.stop();
});

let keys = 0;
function newKey(): string {
  keys += 1;
  return `thing-${keys}`;
}

function put(key: string) {
  return client.send(new PutItemCommand({ TableName: "things", Item: { PK: { S: key } } }));
}

async function isStored(key: string): Promise<boolean> {
  const get = new GetItemCommand({ TableName: "things", Key: { PK: { S: key } } });
  return (await direct.send(get)).Item !== undefined;
}

it("passes on what meets no fault, and says what came", async () => {
  const key = newKey();
  await put(key);
  expect(await isStored(key)).toBe(true);
  expect(proxy.operations).toEqual(["PutItem"]);
});

describe.each<{ fault: Fault; error: object; stored: boolean }>([
  { fault: "drop-request", error: { code: "ECONNRESET" }, stored: false },
  { fault: "drop-reply", error: { code: "ECONNRESET" }, stored: true },
  { fault: "cut-reply", error: { code: "ECONNRESET" }, stored: true },
  { fault: "garble-reply", error: { name: "SyntaxError" }, stored: true },
  {
    fault: "fail",
    error: { name: "InternalServerError", $metadata: { httpStatusCode: 500 } },
    stored: false,
  },
  {
    fault: "fail-after-write",
    error: { name: "ServiceUnavailable", $metadata: { httpStatusCode: 503 } },
    stored: true,
  },
  { fault: "throttle", error: { name: "ProvisionedThroughputExceededException" }, stored: false },
  { fault: "throttle-request", error: { name: "ThrottlingException" }, stored: false },
  { fault: "deny", error: { name: "AccessDeniedException" }, stored: false },
  { fault: "unrecognize", error: { name: "UnrecognizedClientException" }, stored: false },
])("$fault", ({ fault, error, stored }) => {
  it(`fails the request as it says, and the item is ${stored ? "" : "not "}there`, async () => {
    const key = newKey();
    proxy.faultNext(fault);
    await expect(put(key)).rejects.toMatchObject(error);
    expect(await isStored(key)).toBe(stored);
    await put(key);
    expect(await isStored(key)).toBe(true);
  });
});

it("carries a silent request out and never answers it", async () => {
  const key = newKey();
  const giveUp = new AbortController();
  proxy.decide = ({ operation, table }) =>
    operation === "PutItem" && table === "things" ? "silence" : undefined;
  const answered = client.send(new PutItemCommand({ TableName: "things", Item: { PK: { S: key } } }), {
    abortSignal: giveUp.signal,
  });
  await expect.poll(() => isStored(key)).toBe(true);
  expect(proxy.openRequests).toBe(1);
  giveUp.abort();
  await expect(answered).rejects.toMatchObject({ name: "AbortError" });
});

it("delivers a delayed request when it is told to", async () => {
  const key = newKey();
  proxy.faultNext("delay");
  await expect(put(key)).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(await isStored(key)).toBe(false);
  await proxy.deliverDelayed();
  expect(await isStored(key)).toBe(true);
});

it("holds requests, lets one go, lets all go", async () => {
  const waiting = [newKey(), newKey(), newKey()];
  proxy.hold();
  const answers = waiting.map(put);
  await expect.poll(() => proxy.openRequests).toBe(3);
  proxy.releaseOne();
  await Promise.race(answers);
  expect((await Promise.all(waiting.map(isStored))).filter(Boolean)).toHaveLength(1);
  proxy.release();
  await Promise.all(answers);
  expect(proxy.mostOpenRequests).toBe(3);
});

it("counts and faults only what it aims at", async () => {
  const aimed = await startFaultProxy(dynamoDb.endpoint, {
    aimsAt: ({ operation }) => operation === "GetItem",
  });
  const aimedClient = new DynamoDBClient({
    ...dynamoDb.clientConfig,
    endpoint: aimed.endpoint,
    maxAttempts: 1,
  });
  aimed.faultNext("deny");
  await aimedClient.send(new PutItemCommand({ TableName: "things", Item: { PK: { S: newKey() } } }));
  const get = new GetItemCommand({ TableName: "things", Key: { PK: { S: "thing-1" } } });
  await expect(aimedClient.send(get)).rejects.toMatchObject({ name: "AccessDeniedException" });
  expect(aimed.operations).toEqual(["GetItem"]);
  aimedClient.destroy();
  await aimed.stop();
});

describe("faults of statements", () => {
  /** Answers each statement with its own text, so that a test sees which answer came where. */
  const echo = createServer(async (incoming, outgoing) => {
    const { Statements } = (await json(incoming)) as { Statements: { Statement: string }[] };
    outgoing.end(
      JSON.stringify({ Responses: Statements.map(({ Statement }) => ({ TableName: Statement })) }),
    );
  });
  let inFront: FaultProxy;
  beforeAll(async () => {
    echo.listen(0, "127.0.0.1");
    await once(echo, "listening");
    inFront = await startFaultProxy(`http://127.0.0.1:${(echo.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    await inFront.stop();
    await new Promise((resolve) => echo.close(resolve));
  });

  async function execute(...statements: string[]) {
    const outgoing = request(inFront.endpoint, {
      method: "POST",
      headers: { "x-amz-target": "DynamoDB_20120810.BatchExecuteStatement" },
    });
    outgoing.end(JSON.stringify({ Statements: statements.map((Statement) => ({ Statement })) }));
    const [response] = await once(outgoing, "response");
    const body = await text(response);
    expect(response.headers["x-amz-crc32"]).toBe(String(crc32(body)));
    return JSON.parse(body).Responses;
  }

  it.each([true, false])("stand in the places of their results (carried out: %s)", async (carriedOut) => {
    inFront.faultNext({ statements: [0, 2, 9], code: "ThrottlingError", carriedOut });
    const error = { Error: { Code: "ThrottlingError", Message: expect.any(String) } };
    expect(await execute("a", "b", "c", "d")).toEqual([error, { TableName: "b" }, error, { TableName: "d" }]);
  });

  it("may take every statement of a batch", async () => {
    inFront.faultNext({ statements: [0, 1], code: "InternalServerError" });
    const results = await execute("a", "b");
    expect(results.map(({ Error: { Code } }: { Error: { Code: string } }) => Code)).toEqual([
      "InternalServerError",
      "InternalServerError",
    ]);
  });
});
