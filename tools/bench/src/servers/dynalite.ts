import { startEmbeddedDynamoDb } from "@unbounded-streams/testing";

/** dynalite, in memory: a DynamoDB that really stores, and knows conditions, but no PartiQL. */
process.once("disconnect", () => process.exit());
const { endpoint } = await startEmbeddedDynamoDb();
process.send?.({ port: Number(new URL(endpoint).port) });
