import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { createLeaseStore, type LeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import { createLedger, type Ledger, ledgerTable } from "@unbounded-streams/stream-ledger";
import { startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { runCli } from "../../src/cli/run-cli.ts";

export const LEDGER_TABLE = "test-ledger";
export const STREAMS_TABLE = "test-streams";

/** What the program has printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A DynamoDB with a ledger and leases, and the program beside it. */
export interface World {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly ledger: Ledger;
  readonly leases: LeaseStore;
  /** Runs the program at a time, with no more than it is given. */
  run(nowMs: number, ...argv: string[]): Promise<Printed>;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const dynamoDb = await startEmbeddedDynamoDb();
  const client = new DynamoDBClient(dynamoDb.clientConfig);
  for (const input of [ledgerTable(LEDGER_TABLE), streamsTable(STREAMS_TABLE)]) {
    await client.send(new CreateTableCommand(input));
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: input.TableName });
  }
  return {
    endpoint: dynamoDb.endpoint,
    client,
    ledger: createLedger({ client, tableName: LEDGER_TABLE }),
    leases: createLeaseStore({ client, tableName: STREAMS_TABLE }),
    run: runProgram,
    async stop() {
      client.destroy();
      await dynamoDb.stop();
    },
  };
}

async function runProgram(nowMs: number, ...argv: string[]): Promise<Printed> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const stdout = new PassThrough();
  let [out, err] = ["", ""];
  stdout.setEncoding("utf8").on("data", (text) => {
    out += text;
  });
  const code = await runCli(argv, {
    stdout,
    stderr: { write: (text) => (err += text) },
    signals: new EventEmitter(),
    version: "1.2.3",
    now: () => nowMs,
    token: undefined,
    apiKey: undefined,
    openInBrowser: () => undefined,
    clients: {
      dynamoDb: (address) => new DynamoDBClient({ region: "local", credentials, ...address }),
      async cloudFormation(address) {
        const { CloudFormationClient } = await import("@aws-sdk/client-cloudformation");
        return new CloudFormationClient({ region: "local", credentials, maxAttempts: 1, ...address });
      },
    },
  });
  await new Promise(setImmediate);
  return { code, stdout: out, stderr: err };
}
