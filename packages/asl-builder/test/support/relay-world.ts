import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createLeaseStore, type LeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import { type StartedDynamoDb, startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { vi } from "vitest";
import { buildStateMachine, type RelayOptions } from "../../src/index.ts";
import { createLeasedFunction, type LeasedFunctionOptions } from "./leased-function.ts";
import { createLocalCloud, type LocalCloudOptions, type ServiceCall } from "./local-cloud.ts";

export const STREAM = "stream-1";
const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:connection-manager";

export interface RelayDatabase {
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

export async function startDatabase(): Promise<RelayDatabase> {
  const embedded: StartedDynamoDb = await startEmbeddedDynamoDb();
  const client = new DynamoDBClient({ ...embedded.clientConfig, maxAttempts: 1 });
  const underWay = new Set<Promise<unknown>>();
  client.middlewareStack.add((next) => (request) => {
    const answer = next(request);
    underWay.add(answer);
    return answer.finally(() => underWay.delete(answer));
  });
  return {
    client,
    /** An execution that is over may have left a branch in the middle of a call. */
    async stop() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
      client.destroy();
      await embedded.stop();
    },
  };
}

/** Resolves when it is so. */
export function until(isSo: () => unknown): Promise<unknown> {
  return vi.waitUntil(isSo, { timeout: 60_000, interval: 5 });
}

export interface RelayWorldOptions extends Partial<Omit<LeasedFunctionOptions, "store">> {
  readonly machine?: Partial<RelayOptions>;
  readonly around?: LocalCloudOptions["around"];
  readonly state?: LocalCloudOptions["state"];
}

/** A relay with a table of its own: its cloud, its function, and the lease as others see it. */
export async function createRelayWorld({ client }: RelayDatabase, options: RelayWorldOptions) {
  const tableName = `streams-${randomUUID()}`;
  await client.send(new CreateTableCommand(streamsTable(tableName)));
  const store: LeaseStore = createLeaseStore({ client, tableName });
  const fn = createLeasedFunction({ behave: () => "read", ...options, store });
  const definition = buildStateMachine({
    ...{ strategy: "relay", functionArn: FUNCTION_ARN, lifetimeSeconds: 45, tableName },
    ...options.machine,
  });
  const around = options.around ?? ((_, proceed) => proceed());
  const cloud = createLocalCloud({
    ...{ definition, client, invoke: fn.invoke },
    around: letAGoFirst(fn, around),
    ...(options.state && { state: options.state }),
  });
  return { store, fn, cloud, definition };
}

/** Branch B of an execution first looks when somebody has claimed since its start: no clock decides who is first. */
function letAGoFirst(
  { turns, claims }: ReturnType<typeof createLeasedFunction>,
  around: NonNullable<LocalCloudOptions["around"]>,
): typeof around {
  const turnsBefore = new Map<string, number>();
  return async (call: ServiceCall, proceed) => {
    const { name } = call.execution;
    const before = turnsBefore.get(name) ?? turns.length;
    turnsBefore.set(name, before);
    const hasClaimed = () => turns.slice(before).some(({ epoch }) => epoch !== undefined);
    if (call.state === "Look at the lease B") while (!hasClaimed()) await once(claims, "claim");
    return around(call, proceed);
  };
}
