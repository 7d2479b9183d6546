export { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "./embedded-dynamodb.ts";
export { type RunExampleOptions, runReadmeExample } from "./run-example.ts";
