import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startMinistack } from "@unbounded-streams/testing";
import { expect, test } from "vitest";
import { eventKey } from "../../src/index.ts";
import { describeContract } from "./support/describe-contract.ts";

const event = { data: "event" };
const key = eventKey(event);

describeContract("what no attempt can mend is reported with the event:", (contract) => {
  test("a table that is not there", async () => {
    const sink = contract.newSink({ tableName: "no-such-table" });
    await sink.write(event);
    await expect(sink.flush()).rejects.toMatchObject({
      code: "FLUSH_FAILED",
      message: expect.stringMatching(/no-such-table after 1 attempt: .*ResourceNotFound.*eventsTable/),
      failures: [{ code: "EVENT_WRITE_FAILED", key, attempts: 1 }],
    });
    expect(sink.acknowledged).toBeUndefined();
  });

  const otherKeys = [
    { what: "other names", PK: "id", SK: "at", type: "S" },
    { what: "a sort key of numbers", PK: "PK", SK: "SK", type: "N" },
    { what: "a sort key of another name", PK: "PK", SK: "sort", type: "S" },
  ] as const;
  // INSERT of ministack looks at the partition key only, and stores what DynamoDB refuses.
  const checksSortKey = contract.server !== "ministack" || contract.mode === "put";
  test.each(otherKeys.filter(({ PK }) => PK !== "PK" || checksSortKey))(
    "a table whose key has $what",
    async ({ PK, SK, type }) => {
      const tableName = await contract.world.newTable({
        AttributeDefinitions: [
          { AttributeName: PK, AttributeType: "S" },
          { AttributeName: SK, AttributeType: type },
        ],
        KeySchema: [
          { AttributeName: PK, KeyType: "HASH" },
          { AttributeName: SK, KeyType: "RANGE" },
        ],
      });
      const sink = contract.newSink({ tableName });
      await sink.write(event);
      await expect(sink.flush()).rejects.toMatchObject({
        message: expect.stringMatching(/Validation.*The table's key must be PK \(S\) and SK \(S\)/),
        failures: [{ code: "EVENT_WRITE_FAILED", key, attempts: 1 }],
      });
    },
  );

  // dynalite does not send the item that was found, so nothing tells an event's own from another's.
  if (contract.server !== "dynalite") {
    test.each(["one by one", "at once"])("a table whose key is PK alone, written %s", async (how) => {
      const tableName = await contract.world.newTable({
        AttributeDefinitions: [{ AttributeName: "PK", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "PK", KeyType: "HASH" }],
      });
      const sink = contract.newSink({ tableName, key: "id" });
      const failed = expect.objectContaining({ cause: expect.objectContaining({ code: "TABLE_KEY" }) });
      if (how === "one by one") {
        await sink.write({ id: "a", data: "" });
        await sink.flush();
        await sink.write({ id: "b", data: "" });
      } else await Promise.all(["a", "b", "c"].map((id) => sink.write({ id, data: "" })));
      await expect(sink.flush()).rejects.toMatchObject({ failures: expect.arrayContaining([failed]) });
      expect(sink.stats).toMatchObject({ stored: 1, duplicates: 0 });
    });
  }

  test.each([
    ["deny", "AccessDeniedException", /Allow dynamodb:PutItem/],
    ["unrecognize", "UnrecognizedClientException", /UnrecognizedClientException/],
  ] as const)("a refusal of the account (%s)", async (fault, name, remedy) => {
    const { proxy } = contract.world;
    proxy.decide = () => fault;
    const sink = contract.newSink();
    await sink.write(event);
    await expect(sink.flush()).rejects.toMatchObject({
      message: expect.stringMatching(remedy),
      failures: [{ code: "EVENT_WRITE_FAILED", key, cause: { name } }],
    });
    const operations = {
      put: ["PutItem"],
      batch: ["BatchExecuteStatement"],
      auto: ["BatchExecuteStatement", "PutItem"],
      packed: ["PutItem"],
    };
    expect(proxy.operations).toEqual(operations[contract.mode]);
    expect(sink.stats).toMatchObject({ stored: 0, failed: 1 });
  });

  /** Sends with a key that nobody has, and expects that the server says so. */
  async function expectUnrecognized(endpoint: string): Promise<void> {
    const credentials = { accessKeyId: "no key!", secretAccessKey: "secret-of-nobody" };
    const client = new DynamoDBClient({ ...contract.world.clientConfig, endpoint, credentials });
    const sink = contract.newSink({ client });
    await sink.write(event);
    const error = await sink.flush().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ failures: [{ key, cause: { name: "UnrecognizedClientException" } }] });
    expect(String(error)).not.toContain("secret-of-nobody");
    client.destroy();
  }

  if (contract.server === "dynamodb-local") {
    test("credentials that the server itself does not recognize", () =>
      expectUnrecognized(contract.world.proxy.endpoint));
  }

  if (contract.server === "ministack" && contract.mode === "auto") {
    test("credentials that a server does not recognize which checks access", async () => {
      const strict = await startMinistack({ checksAccess: true });
      await expectUnrecognized(strict.endpoint);
      await strict.stop();
    });
  }
});
