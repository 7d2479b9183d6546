import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createLeaseStore } from "@unbounded-streams/stream-lease";

/** What a page that took it for markup would show, and run. */
export const MARKUP_ID = `<img src=x onerror="document.title='run'"><b>bold</b>&lt;`;

/** How many streams there are besides. */
export const MANY = 1_000;

const AT_ONCE = 20;

/** Begins many streams, and one whose id is markup. */
export async function beginManyStreams(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  const leases = createLeaseStore({ client, tableName: "streams" });
  const ids = [MARKUP_ID, ...Array.from({ length: MANY }, (_, n) => `many-${n}`)].values();
  const beginOn = async () => {
    for (const streamId of ids) await leases.begin({ streamId, executionArn: `execution of ${streamId}` });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, beginOn));
  client.destroy();
}
