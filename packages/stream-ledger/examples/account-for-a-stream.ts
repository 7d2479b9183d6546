import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { type ConnectionRecord, coverage, createLedger, ledgerTable } from "@unbounded-streams/stream-ledger";

const client = new DynamoDBClient();
const tableName = "example-ledger";
await client.send(new CreateTableCommand(ledgerTable(tableName)));
await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: tableName });

const ledger = createLedger({ client, tableName });
const [streamId, noonMs] = ["weather", Date.parse("2030-01-01T12:00:00Z")];
const nothing = { received: 0, stored: 0, duplicates: 0, deadLettered: 0 };

/** What a connection says when it is up, `seconds` after noon. */
function connection(seconds: number, epoch: number, holder: string): ConnectionRecord {
  const claimedAtMs = noonMs + seconds * 1_000;
  const key = { streamId, claimedAtMs, epoch, claimId: `request-${epoch}` };
  const facts = { holder, host: "lambda", deadlineMs: claimedAtMs + 60_000, connectedAtMs: claimedAtMs };
  return { ...key, ...facts, counts: nothing, bytes: 0, reopenings: [] };
}

// The first one says how it ended, the second one is killed, and what it was is filled in by the third.
const [first, second, third] = [connection(0, 2, "A"), connection(40, 3, "B"), connection(75, 4, "B")];
await ledger.opened(first);
await ledger.closed({ ...first, endedAtMs: noonMs + 41_000, outcome: "superseded" });
await ledger.opened(second);
await ledger.infer({
  ...second,
  by: "successor",
  endedAtMs: third.claimedAtMs,
  outcome: "killed",
  knownUp: [{ fromMs: noonMs + 40_000, untilMs: noonMs + 71_000 }],
});
await ledger.closed({ ...third, endedAtMs: noonMs + 90_000, outcome: "ended" });

const records: ConnectionRecord[] = [];
for await (const record of ledger.read({ streamId, sinceMs: noonMs })) records.push(record);
for (const { holder, outcome, inferred } of records)
  console.log(holder, outcome, inferred ? `(${inferred} inferred)` : "by its own word");

const { gaps, doubledMs } = coverage(records, noonMs, noonMs + 90_000);
for (const { fromMs, untilMs, certainty } of gaps) {
  console.log(`${certainty}: ${(untilMs - fromMs) / 1_000} s without a connection`);
}
console.log(`${doubledMs / 1_000} s with two`);
