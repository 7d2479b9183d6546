import { expect, test } from "vitest";
import { InvalidOptionsError, streamsTable } from "../../src/index.ts";

test("a table without a fleet is the one that it has always been, to the byte", () => {
  const table =
    '{"TableName":"streams","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"PK","AttributeType":"S"}],"KeySchema":[{"AttributeName":"PK","KeyType":"HASH"}]}';
  expect(JSON.stringify(streamsTable("streams"))).toBe(table);
  expect(JSON.stringify(streamsTable("streams", { fleet: false }))).toBe(table);
});

test("a fleet's table has its streams by carrier and those that wait by time, and nothing but keys there", () => {
  const { GlobalSecondaryIndexes, ...table } = streamsTable("streams", { fleet: true });
  expect(table).toMatchObject({
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "PK", KeyType: "HASH" }],
    AttributeDefinitions: ["PK", "carrier", "waiting", "waitingSince"].map((name) => ({
      AttributeName: name,
      AttributeType: "S",
    })),
  });
  expect(GlobalSecondaryIndexes).toEqual([
    {
      IndexName: "byCarrier",
      KeySchema: [
        { AttributeName: "carrier", KeyType: "HASH" },
        { AttributeName: "PK", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
    {
      IndexName: "byWaiting",
      KeySchema: [
        { AttributeName: "waiting", KeyType: "HASH" },
        { AttributeName: "waitingSince", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ]);
});

test("a table is not made with an option that is none", () => {
  const options: object = { fleets: true };
  expect(() => streamsTable("streams", options)).toThrow(InvalidOptionsError);
  expect(() => streamsTable("streams", options)).toThrow(
    "streamsTable cannot work with these options: fleets is no option: did you mean fleet?",
  );
});
