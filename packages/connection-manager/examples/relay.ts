import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { configFromEnvironment, createHandler } from "@unbounded-streams/connection-manager";
import { createLeaseStore } from "@unbounded-streams/stream-lease";

const client = new DynamoDBClient();
const config = configFromEnvironment(process.env);
const handler = createHandler({ config, client });

// What the state machine does: it begins the stream, then gives its branches their turns, as the lease says.
const leases = createLeaseStore({ client, tableName: config.relay?.streamsTable ?? "streams" });
const { lease } = await leases.begin({ streamId: "recentchange", executionArn: "example" });
const turn = { streamId: "recentchange", holder: "example/A", expectedEpoch: lease?.epoch };

const context = { awsRequestId: "request-1", getRemainingTimeInMillis: () => 60_000 };
const { outcome, epoch, stored } = await handler(turn, context);
console.log(`${outcome} in epoch ${epoch}: ${stored} events stored`);
