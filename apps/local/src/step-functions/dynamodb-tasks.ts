import {
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  type GetItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { ServiceTaskError } from "../errors.ts";

/**
 * What the state machine's integration with DynamoDB does: the parameters go to the API as they are, the answer comes
 * back as it is, an error is named `DynamoDB.` and the API's name for it.
 */
export async function dynamodbTask(
  client: DynamoDBClient,
  action: string,
  parameters: unknown,
): Promise<unknown> {
  try {
    const { $metadata: _, ...answer } = await send(client, action, parameters);
    return answer;
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException)) throw error;
    throw new ServiceTaskError(`DynamoDB.${error.name}`, error.message, error);
  }
}

function send(client: DynamoDBClient, action: string, parameters: unknown) {
  switch (action) {
    case "getItem":
      return client.send(new GetItemCommand(parameters as GetItemCommandInput));
    case "updateItem":
      return client.send(new UpdateItemCommand(parameters as UpdateItemCommandInput));
    default:
      throw new ServiceTaskError(
        "States.Runtime",
        `the state machine calls dynamodb:${action}, which is not served here`,
      );
  }
}
