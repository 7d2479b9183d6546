import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import {
  createLeaseStore,
  createMemoryLeaseStore,
  InvalidOptionsError,
  type LeaseStoreOptions,
} from "../../src/index.ts";

const client = new DynamoDBClient({ region: "local" });
const good: LeaseStoreOptions = { client, tableName: "streams" };

test("a client and a table are enough, and the table may be an ARN", () => {
  createLeaseStore(good);
  createLeaseStore({ ...good, tableName: "arn:aws:dynamodb:eu-central-1:123456789012:table/streams" });
});

test.each<{ problem: string; options: Partial<Record<keyof LeaseStoreOptions, unknown>> }>([
  { problem: "client must be a DynamoDBClient", options: { client: {} } },
  { problem: 'tableName is "no spaces"', options: { tableName: "no spaces" } },
  { problem: "attemptTimeoutMs is 0", options: { attemptTimeoutMs: 0 } },
  { problem: "attemptTimeoutMs is 2147483648", options: { attemptTimeoutMs: 2 ** 31 } },
  { problem: "retry.maxAttempts is 0", options: { retry: { maxAttempts: 0 } } },
  { problem: "retry.baseDelayMs is -1", options: { retry: { baseDelayMs: -1 } } },
  {
    problem: "retry.baseDelayMs is 9000: it must not be over retry.maxDelayMs, 2000",
    options: { retry: { baseDelayMs: 9_000 } },
  },
  {
    problem: "attemptTimeout is no option: did you mean attemptTimeoutMs?",
    options: { attemptTimeout: 5 } as object,
  },
  { problem: "streamId is no option", options: { streamId: "s" } as object },
  {
    problem: "retry.maxDelay is no option: did you mean retry.maxDelayMs?",
    options: { retry: { maxDelay: 5 } },
  },
])("options are refused: $problem", ({ problem, options }) => {
  expect(() => createLeaseStore({ ...good, ...options } as LeaseStoreOptions)).toThrow(InvalidOptionsError);
  expect(() => createLeaseStore({ ...good, ...options } as LeaseStoreOptions)).toThrow(problem);
});

test("a store in memory has a clock and no other option", () => {
  const now = () => 0;
  createMemoryLeaseStore({ now });
  const misspelt: object = { now, tableName: "streams", nov: now };
  expect(() => createMemoryLeaseStore(misspelt as { now: () => number })).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTIONS",
      issues: ["tableName is no option", "nov is no option: did you mean now?"],
    }),
  );
});

test("all that is wrong is said at once", () => {
  expect(() => createLeaseStore({ client: {} as DynamoDBClient, tableName: "x" })).toThrow(
    expect.objectContaining({ code: "INVALID_OPTIONS", issues: [expect.anything(), expect.anything()] }),
  );
});
