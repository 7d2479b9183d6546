import { DynamoDBClient, PutItemCommand, type PutItemCommandInput } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({});

/** The least that a function which writes to DynamoDB has to load: what our bundle is held against. */
export const handler = (input: PutItemCommandInput) => client.send(new PutItemCommand(input));
