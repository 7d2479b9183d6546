import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { eventKey, eventsTable, itemSizeBytes, MAX_ITEM_BYTES } from "../../src/index.ts";
import { describeContract } from "./support/describe-contract.ts";

const event = { data: "event" };
const key = eventKey(event);

describeContract("what no attempt can mend is reported at once, with the event", (contract) => {
  test("a table that is not there", async () => {
    const sink = contract.newSink({ tableName: "no-such-table" });
    await sink.write(event);
    await expect(sink.flush()).rejects.toMatchObject({
      code: "FLUSH_FAILED",
      message: expect.stringMatching(/no-such-table after 1 attempt: ResourceNotFound.*eventsTable/),
      failures: [{ code: "EVENT_WRITE_FAILED", key, attempts: 1 }],
    });
  });

  test.each([
    ["other names", { PK: "id", SK: "at", type: "S" as const }],
    ["a sort key of numbers", { PK: "PK", SK: "SK", type: "N" as const }],
    ["a sort key of another name", { PK: "PK", SK: "sort", type: "S" as const }],
  ])("a table whose key has %s", async (_, { PK, SK, type }) => {
    const tableName = `other-${randomUUID()}`;
    const { direct } = contract.world;
    await direct.send(
      new CreateTableCommand({
        ...eventsTable(tableName),
        AttributeDefinitions: [
          { AttributeName: PK, AttributeType: "S" },
          { AttributeName: SK, AttributeType: type },
        ],
        KeySchema: [
          { AttributeName: PK, KeyType: "HASH" },
          { AttributeName: SK, KeyType: "RANGE" },
        ],
      }),
    );
    await waitUntilTableExists({ client: direct, maxWaitTime: 10, minDelay: 1 }, { TableName: tableName });
    const sink = contract.newSink({ tableName });
    await sink.write(event);
    await expect(sink.flush()).rejects.toMatchObject({
      message: expect.stringMatching(/Validation.*The table's key must be PK \(S\) and SK \(S\)/),
      failures: [{ code: "EVENT_WRITE_FAILED", key, attempts: 1 }],
    });
  });

  test.each([
    ["deny", "AccessDeniedException", /Allow dynamodb:PutItem/],
    ["unrecognize", "UnrecognizedClientException", /./],
  ] as const)("a refusal of the account (%s)", async (fault, name, remedy) => {
    contract.world.proxy.faultNext(fault);
    const sink = contract.newSink();
    await sink.write(event);
    await expect(sink.flush()).rejects.toMatchObject({
      message: expect.stringMatching(remedy),
      failures: [{ code: "EVENT_WRITE_FAILED", key, attempts: 1, cause: { name } }],
    });
    expect(contract.world.proxy.operations).toHaveLength(1);
  });

  if (contract.server === "dynamodb-local") {
    test("credentials that the server itself refuses", async () => {
      const { world } = contract;
      const { region } = world.clientConfig;
      const credentials = { accessKeyId: "no key!", secretAccessKey: "secret-of-nobody" };
      const client = new DynamoDBClient({ endpoint: world.proxy.endpoint, region, credentials });
      const sink = contract.newSink({ client });
      await sink.write(event);
      const error = await sink.flush().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ failures: [{ cause: { name: "UnrecognizedClientException" } }] });
      expect(String(error)).not.toContain("secret-of-nobody");
      client.destroy();
    });
  }
});

describeContract("an item of DynamoDB's largest size", (contract) => {
  /** Data that makes the item exactly `sizeBytes`, as the sink counts it. */
  function dataFor(streamId: string, sizeBytes: number): string {
    const rest = {
      PK: { S: streamId },
      SK: { S: "x".repeat(40) },
      data: { S: "" },
      receivedAt: { N: "1700000000123" },
    };
    return "x".repeat(sizeBytes - itemSizeBytes(rest));
  }

  test("is stored", async () => {
    const streamId = contract.world.newStreamId();
    const sink = contract.newSink({ streamId, compress: "none" });
    await sink.write({ data: dataFor(streamId, MAX_ITEM_BYTES), receivedAtMs: 1_700_000_000_123 });
    await sink.flush();
    expect(sink.stats).toMatchObject({ stored: 1, storedBytes: MAX_ITEM_BYTES });
    expect(await contract.world.readItems(streamId)).toHaveLength(1);
  });

  test("and one byte more is refused by the sink before any request, as the server would refuse it", async () => {
    const streamId = contract.world.newStreamId();
    const data = dataFor(streamId, MAX_ITEM_BYTES + 1);
    const sink = contract.newSink({ streamId, compress: "none" });
    await expect(sink.write({ data, receivedAtMs: 1_700_000_000_123 })).rejects.toMatchObject({
      code: "EVENT_TOO_LARGE",
      sizeBytes: MAX_ITEM_BYTES + 1,
    });
    expect(contract.world.proxy.operations).toEqual([]);
    const item = {
      PK: { S: streamId },
      SK: { S: "x".repeat(40) },
      data: { S: data },
      receivedAt: { N: "1700000000123" },
    };
    await expect(contract.world.putItem(item)).rejects.toThrow(/size/i);
  });
});
