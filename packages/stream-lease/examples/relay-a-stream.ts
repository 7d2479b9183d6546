import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { createLeaseStore, streamsTable } from "@unbounded-streams/stream-lease";

const client = new DynamoDBClient();
const tableName = "example-streams";
await client.send(new CreateTableCommand(streamsTable(tableName)));
await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: tableName });

const store = createLeaseStore({ client, tableName });
const streamId = "weather";
const times = () => ({ handoverAtMs: Date.now() + 40_000, expiresAtMs: Date.now() + 120_000 });
const nothing = { received: 0, stored: 0, duplicates: 0 };

// An execution starts the stream; its branch A invokes a function, which claims, connects and confirms.
const begun = await store.begin({ streamId, executionArn: "execution-1" });
const expectedEpoch = begun.lease?.epoch ?? 0;
const a = { streamId, holder: "A", claimId: "request-1", expectedEpoch, ...times() };
const heldByA = await store.claim(a);
const ownerA = { streamId, epoch: heldByA.lease?.epoch ?? 0, claimId: a.claimId };
await store.confirm(ownerA);
await store.advance({ ...ownerA, checkpoint: "id-7", counts: { ...nothing, received: 7, stored: 7 } });

// The service started the same invocation twice: the second claim is lost, and says to whom.
const twice = await store.claim({ ...a, claimId: "request-2" });
console.log(twice.ok ? "won" : `${twice.why}: held by ${twice.lease?.claimId}`);

// Branch B takes over. A, which was paused meanwhile, can change nothing any more.
const b = { streamId, holder: "B", claimId: "request-3", expectedEpoch: ownerA.epoch, ...times() };
const heldByB = await store.claim(b);
console.log(
  `B resumes after ${heldByB.lease?.checkpoint}, with ${heldByB.lease?.counts.stored} events stored`,
);
const late = await store.advance({ ...ownerA, checkpoint: "id-5", counts: nothing });
console.log(late.ok ? "written" : `${late.why}: epoch ${late.lease?.epoch} is ${late.lease?.holder}'s`);

const stopped = await store.stop({ streamId, reason: "enough weather" });
console.log(stopped.lease?.status, stopped.lease?.reason);
