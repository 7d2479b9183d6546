import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** A running DynamoDB, of whatever make. */
export interface DynamoDbServer {
  readonly endpoint: string;
  /** What `new DynamoDBClient(...)` needs to talk to it. */
  readonly clientConfig: DynamoDBClientConfig & {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

/** One that was started for whoever asked, and is stopped by him. */
export interface StartedDynamoDb extends DynamoDbServer {
  /** Where its process logs, when it has one. */
  readonly logFile?: string;
  stop(options?: { keepLog?: boolean }): Promise<void>;
}
