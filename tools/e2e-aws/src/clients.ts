import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { LocalAws } from "@unbounded-streams/testing";

/** Clients of all services that are looked at. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamoDb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly stepFunctions: SFNClient;
}

export function clientsFor({ clientConfig }: Pick<LocalAws, "clientConfig">): Clients {
  const { endpoint, region, credentials } = clientConfig;
  return {
    cloudFormation: new CloudFormationClient(clientConfig),
    dynamoDb: new DynamoDBClient(clientConfig),
    lambda: new LambdaClient(clientConfig),
    s3: new S3Client({ endpoint, region, credentials, forcePathStyle: true }),
    stepFunctions: new SFNClient(clientConfig),
  };
}
