import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { createLedger, createMemoryLedger, type LedgerOptions, LedgerOptionsError } from "../../src/index.ts";

const client = new DynamoDBClient({ region: "local" });
const good: LedgerOptions = { client, tableName: "ledger" };

test("a client and a table are enough", () => {
  createLedger(good);
  createMemoryLedger();
});

test.each<{ problem: string; options: object }>([
  { problem: "client must be a DynamoDBClient", options: { client: {} } },
  { problem: "ttlSeconds is 0", options: { ttlSeconds: 0 } },
  { problem: "retry.maxAttempts is 0", options: { retry: { maxAttempts: 0 } } },
  { problem: "ttlSecond is no option: did you mean ttlSeconds?", options: { ttlSecond: 5 } },
  { problem: "streamId is no option", options: { streamId: "s" } },
  {
    problem: "retry.maxDelay is no option: did you mean retry.maxDelayMs?",
    options: { retry: { maxDelay: 5 } },
  },
])("options are refused: $problem", ({ problem, options }) => {
  expect(() => createLedger({ ...good, ...options })).toThrow(LedgerOptionsError);
  expect(() => createLedger({ ...good, ...options })).toThrow(problem);
});

test("a ledger in memory has no options, and says so of each that it is given", () => {
  const options: object = { ttlSeconds: 5 };
  expect(() => createMemoryLedger(options as Record<string, never>)).toThrow(
    expect.objectContaining({ code: "LEDGER_OPTIONS", issues: ["ttlSeconds is no option"] }),
  );
});
