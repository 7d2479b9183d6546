import type { StartedDynamoDb } from "./dynamodb-server.ts";

const REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** A local AWS: one endpoint for all services. */
export interface LocalAws extends StartedDynamoDb {
  readonly logFile: string;
  /** Of its process; those of functions are below it. */
  readonly pid: number | undefined;
  /** What a command of the AWS world (the CDK, a function) must find in its environment to talk to it. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a local AWS is talked to: by clients, and by commands. */
export function awsSettings(endpoint: string): Pick<LocalAws, "clientConfig" | "env"> {
  return {
    clientConfig: { endpoint, region: REGION, credentials: CREDENTIALS },
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
  };
}

/** The user's own account must not leak into what stands in for AWS. */
export function withoutAwsSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("AWS_")));
}
