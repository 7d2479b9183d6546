import { randomUUID } from "node:crypto";
import { CreateTableCommand, DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { createLeaseStore, type Lease, type LeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import { carrierId } from "@unbounded-streams/stream-lease/carrier-id";
import { type AdmissionOptions, buildStateMachine, EXECUTION_EXISTS_ERROR } from "../../src/index.ts";
import { HOUR_MS } from "./leased-function.ts";
import {
  createLocalCloud,
  type LocalCloudOptions,
  type LogEvent,
  machineArn,
  type ServiceCall,
} from "./local-cloud.ts";
import { type RelayDatabase, STREAM } from "./relay-world.ts";
import { named } from "./simulated-function.ts";

export const FIRST_CARRIER = carrierId("default", 1);
const CARRIERS = machineArn("carriers");

/** A start of a carrier, as Step Functions was asked for it. */
export interface CarrierStart {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

export interface AdmissionWorldOptions {
  readonly machine?: Partial<AdmissionOptions>;
  /** What happens just before the n-th look at the stream, from 1. */
  readonly beforeLook?: (look: number, world: Fleet) => Promise<unknown> | undefined;
  readonly around?: LocalCloudOptions["around"];
  /** Stands for the carriers' executions; by default, each is noted and does nothing. */
  readonly onStart?: (start: CarrierStart, world: Fleet) => void;
}

/** The carriers as their records show them. */
export type Fleet = ReturnType<typeof createFleet>;

/** Admissions with a table of their own, and the carriers' state machine as far as it is told to start. */
export async function createAdmissionWorld({ client }: RelayDatabase, options: AdmissionWorldOptions = {}) {
  const tableName = `streams-${randomUUID()}`;
  await client.send(new CreateTableCommand(streamsTable(tableName)));
  const store = createLeaseStore({ client, tableName });
  const fleet = createFleet(store);
  const starts: CarrierStart[] = [];
  const looks = new Map<string, number>();
  const definition = buildStateMachine({
    ...{ strategy: "admission", tableName, carrierMachineArn: CARRIERS },
    ...options.machine,
  });
  const around = options.around ?? ((_, proceed) => proceed());
  const cloud = createLocalCloud({
    ...{ definition, client, machineName: "admission" },
    invoke: () => Promise.reject(new Error("an admission invokes no function")),
    startOther(machine, name, input) {
      if (machine !== CARRIERS) throw named("StepFunctions.StateMachineDoesNotExist");
      const start = { name, input: input as CarrierStart["input"] };
      starts.push(start);
      options.onStart?.(start, fleet);
    },
    async around(call: ServiceCall, proceed) {
      if (call.state === "Look at the stream") {
        const look = (looks.get(call.execution.name) ?? 0) + 1;
        looks.set(call.execution.name, look);
        await options.beforeLook?.(look, fleet);
      }
      return around(call, proceed);
    },
  });
  const forget = (streamId: string) =>
    client.send(new DeleteItemCommand({ TableName: tableName, Key: { PK: { S: streamId } } }));
  return { store, fleet, cloud, starts, definition, forget };
}

/** What carriers do to the records, without what they are for. */
function createFleet(store: LeaseStore) {
  async function claim(
    streamId: string,
    more: { carrier?: string; expiresAtMs?: number } = {},
  ): Promise<Lease> {
    const lease = await store.read(streamId);
    const times = { handoverAtMs: Date.now() + HOUR_MS, expiresAtMs: Date.now() + 2 * HOUR_MS };
    const request = { ...times, ...more, streamId, holder: "carrier", claimId: randomUUID() };
    const claimed = await store.claim({ ...request, expectedEpoch: lease?.epoch ?? 0 });
    if (!claimed.ok) throw new Error(`${streamId} could not be claimed`);
    return claimed.lease;
  }

  return {
    /** The first carrier runs, and holds its lease. */
    async run(executionArn = "arn:carrier", more: { expiresAtMs?: number } = {}): Promise<Lease> {
      await store.begin({ streamId: FIRST_CARRIER, executionArn, restart: true });
      return claim(FIRST_CARRIER, more);
    },
    /** The first carrier finds that there is nothing to do. */
    async rest(): Promise<void> {
      const { epoch, claimId = "", counts } = (await store.read(FIRST_CARRIER)) as Lease;
      await store.finish({ streamId: FIRST_CARRIER, epoch, claimId, counts, status: "ended" });
    },
    /** The first carrier takes the stream. */
    take: (streamId = STREAM) => claim(streamId, { carrier: FIRST_CARRIER }),
  };
}

/** Stands for Step Functions where each of these names is used up. */
export function usedUp(isUsed: (name: string) => boolean): (start: CarrierStart) => void {
  return ({ name }) => {
    if (isUsed(name)) throw named(EXECUTION_EXISTS_ERROR);
  };
}

/** The state transitions that are billed: each state that is entered, and each retry. */
export function transitionsOf(log: readonly LogEvent[]): number {
  return log.filter(({ type }) => type === "StateEntered" || type === "StateRetried").length;
}

/** What the states of that name were given. */
export function inputsOf(log: readonly LogEvent[], state: string): unknown[] {
  return log.flatMap((event) =>
    event.type === "StateEntered" && event.state.name === state ? [event.state.input] : [],
  );
}
