import assert from "node:assert/strict";
import { readEvents } from "@unbounded-streams/event-sink";
import { judge, type MadeEvent } from "@unbounded-streams/local/judge";
import { createLeaseStore, type Lease } from "@unbounded-streams/stream-lease";
import type { StreamSource } from "@unbounded-streams/stream-source";
import type { StackOutputs } from "./cdk-commands.ts";
import type { Checks } from "./checks.ts";
import type { Clients } from "./clients.ts";
import type { DeployedApi } from "./deployed-api.ts";
import { executionsOf, type RelayExecution } from "./executions.ts";

/** What the scenarios work with. */
export interface Scene {
  readonly checks: Checks;
  readonly say: (line: string) => void;
  readonly source: StreamSource;
  readonly api: DeployedApi;
  readonly clients: Clients;
  readonly outputs: StackOutputs;
  readonly stackName: string;
  /** What a command must find in its environment to talk to AWS. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Kills every function that runs; gives how many. */
  killFunctions(): Promise<number>;
}

/** Of the machine that `POST` starts. */
export function executionsOfStream({ clients, outputs }: Scene, streamId: string): Promise<RelayExecution[]> {
  return executionsOf(clients.stepFunctions, { stateMachineArn: outputs.StateMachineArn, streamId });
}

export function leaseOf({ clients, outputs }: Scene, streamId: string): Promise<Lease | undefined> {
  return createLeaseStore({ client: clients.dynamoDb, tableName: outputs.StreamsTable }).read(streamId);
}

/** That the table has each of the expected events once, and none that was not made. */
export async function assertStored(
  { clients, outputs }: Scene,
  streamId: string,
  made: readonly MadeEvent[],
  expected: readonly MadeEvent[] = made,
): Promise<void> {
  const stored = await Array.fromAsync(
    readEvents(clients.dynamoDb, { tableName: outputs.EventsTable, streamId, consistentRead: true }),
  );
  const { lost, storedTwice, unknown } = judge(stored, made, expected);
  assert.deepEqual({ lost, storedTwice, unknown }, { lost: 0, storedTwice: 0, unknown: 0 });
}
