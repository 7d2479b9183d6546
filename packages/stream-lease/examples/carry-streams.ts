import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { carrierId, createLeaseStore, streamsTable } from "@unbounded-streams/stream-lease";

const client = new DynamoDBClient();
const tableName = "example-fleet";
await client.send(new CreateTableCommand(streamsTable(tableName, { fleet: true })));
await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: tableName });

const store = createLeaseStore({ client, tableName });
const fleet = "default";
const [first, second] = [carrierId(fleet, 1), carrierId(fleet, 2)];

/** Takes the stream for a carrier; another that tries the same learns who was there first. */
async function take(streamId: string, carrier: string) {
  const { epoch: expectedEpoch = 0 } = (await store.read(streamId)) ?? {};
  const claimId = `request of ${carrier}`;
  const times = { handoverAtMs: Date.now() + 40_000, expiresAtMs: Date.now() + 120_000 };
  const { lease } = await store.claim({ streamId, holder: "A", claimId, expectedEpoch, carrier, ...times });
  return { streamId, epoch: lease?.epoch ?? 0, claimId };
}

async function show(carrier: string) {
  const streamIds: string[] = [];
  for await (const streamId of store.carried(carrier)) streamIds.push(streamId);
  console.log(`${carrier} has ${streamIds.join(", ") || "none"}`);
}

// Streams begin, and wait until a carrier takes them.
for (const streamId of ["rain", "wind"]) {
  await store.begin({ streamId, executionArn: `execution of ${streamId}`, waitingFor: fleet });
}
const seats = new Map<string, Awaited<ReturnType<typeof take>>>();
for await (const { streamId } of store.waiting(fleet)) seats.set(streamId, await take(streamId, first));
await show(first);

// A carrier that wants to be rid of a stream offers it, and reads on until another has claimed it.
const rain = seats.get("rain");
if (rain !== undefined) await store.offer({ ...rain, fleet });
for await (const { streamId } of store.waiting(fleet, { offered: true })) await take(streamId, second);
await show(first);
await show(second);
