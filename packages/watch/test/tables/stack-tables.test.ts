import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { StackUnusableError } from "../../src/errors.ts";
import { stackTables } from "../../src/tables/stack-tables.ts";

/** The tables of a stack with these outputs. */
function tablesOf(...names: readonly string[]) {
  const Outputs = names.map((name) => ({ OutputKey: name, OutputValue: `t-${name}` }));
  const client = { send: async () => ({ Stacks: [{ Outputs }] }) } as unknown as CloudFormationClient;
  return stackTables(client, "S", new AbortController().signal);
}

test("the tables are those that the outputs name, whatever stands before", async () => {
  expect(await tablesOf("ALedgerTable", "StreamsTable", "MyEventsTable", "Api")).toEqual({
    ledgerTable: "t-ALedgerTable",
    streamsTable: "t-StreamsTable",
    eventsTable: "t-MyEventsTable",
  });
  await expect(tablesOf("ALedgerTable", "BLedgerTable")).rejects.toThrow(StackUnusableError);
});

test("several tables of events are no reason to fail: nothing but the last events needs one", async () => {
  expect(await tablesOf("LedgerTable", "AEventsTable", "BEventsTable")).toMatchObject({
    ledgerTable: "t-LedgerTable",
    eventsTable: undefined,
  });
});
