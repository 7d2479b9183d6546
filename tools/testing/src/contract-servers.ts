import type { DynamoDbServer, StartedDynamoDb } from "./servers/dynamodb-server.ts";
import { startEmbeddedDynamoDb } from "./servers/embedded-dynamodb.ts";

/** The DynamoDBs that the contract suites run against. */
export const SERVER_NAMES = ["dynalite", "dynamodb-local", "ministack"] as const;

export type ServerName = (typeof SERVER_NAMES)[number];

/** Where the servers run that a command has started for the suites: JSON of `RunningServer`s. */
export const RUNNING_SERVERS = "UNBOUNDED_STREAMS_DYNAMODB_SERVERS";

export interface RunningServer {
  readonly name: ServerName;
  readonly clientConfig: DynamoDbServer["clientConfig"];
}

/** A DynamoDB that a contract suite runs against. */
export interface ContractServer {
  readonly name: ServerName;
  /** Reaches the one that runs, or starts one for the caller; `stop` stops only the latter. */
  connect(): Promise<StartedDynamoDb>;
}

/** The servers that `pnpm e2e:dynamodb` has started; without it, dynalite alone. */
export function contractServers(env: NodeJS.ProcessEnv = process.env): ContractServer[] {
  const running = env[RUNNING_SERVERS];
  if (running === undefined) return [{ name: "dynalite", connect: startEmbeddedDynamoDb }];
  return (JSON.parse(running) as RunningServer[]).map(({ name, clientConfig }) => ({
    name,
    connect: async () => ({ endpoint: clientConfig.endpoint, clientConfig, stop: async () => undefined }),
  }));
}
