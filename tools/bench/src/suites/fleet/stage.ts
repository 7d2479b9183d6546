import { setTimeout as sleep } from "node:timers/promises";
import { carrierId, DEFAULT_FLEET, type LeaseStore } from "@unbounded-streams/stream-lease";
import { ProcessFailedError } from "../../errors.ts";
import type { FleetServers } from "./fleet-servers.ts";
import { type FunctionHost, startFunction } from "./function-host.ts";

/** Who carries the streams: a carrier of a fleet, or a relay of one stream. */
export type Carrying = "carrier" | "relay";

/** One measurement's streams, with leases of their own and processes of the function. */
export interface Stage {
  readonly servers: FleetServers;
  readonly streamIds: readonly string[];
  /** Starts a process and an invocation in it that is to carry all streams. */
  startTurn(options: { holder: string; remainingMs: number }): Promise<FunctionHost>;
  /**
   * Looks again and again until it is so.
   *
   * @throws ProcessFailedError when it is not in time
   */
  until(what: string, isSo: () => Promise<boolean>): Promise<void>;
  /** Kills its processes. */
  close(): Promise<void>;
}

export interface StageOptions {
  readonly servers: FleetServers;
  readonly signal: AbortSignal;
  readonly carrying: Carrying;
  readonly streams: number;
}

const EXECUTION_ARN = "arn:aws:states:eu-central-1:123456789012:execution:bench:1";
const STATE_MACHINE_ARN = "arn:aws:states:eu-central-1:123456789012:stateMachine:bench";
const CARRIER = carrierId(DEFAULT_FLEET, 1);
const LIFETIME_MS = 900_000;
export const HANDOVER_LEAD_MS = 30_000;
const POLL_MS = 100;
const WITHIN_MS = 60_000;

/** Begins the streams; with a carrier they wait for it. */
export async function setStage({ servers, signal, carrying, streams }: StageOptions): Promise<Stage> {
  await servers.source.reset();
  const { tableName, store } = await servers.table.openLeases();
  const streamIds = Array.from({ length: streams }, (_, index) => `stream-${index + 1}`);
  await begin(store, carrying, streamIds);
  const environment = environmentOf(servers, { tableName, streams, carrying });
  const hosts: FunctionHost[] = [];
  const leader = carrying === "carrier" ? CARRIER : String(streamIds[0]);
  return {
    servers,
    streamIds,
    async startTurn({ holder, remainingMs }) {
      const host = await startFunction(environment, signal);
      hosts.push(host);
      const { epoch = 0 } = (await store.read(leader)) ?? {};
      const turn = { holder, expectedEpoch: epoch, executionArn: EXECUTION_ARN };
      const event =
        carrying === "carrier"
          ? { carrier: CARRIER, stateMachineArn: STATE_MACHINE_ARN, ...turn }
          : { streamId: leader, ...turn };
      host.invoke({ event, requestId: `request-${hosts.length}`, remainingMs });
      return host;
    },
    async until(what, isSo) {
      const endMs = performance.now() + WITHIN_MS;
      while (!(await isSo())) {
        if (performance.now() > endMs)
          throw new ProcessFailedError("the function", `did not come to ${what}`, await why(hosts));
        await sleep(POLL_MS, undefined, { signal });
      }
    },
    close: async () => void (await Promise.all(hosts.map((host) => host.stop()))),
  };
}

async function begin(store: LeaseStore, carrying: Carrying, streamIds: readonly string[]): Promise<void> {
  const waitingFor = carrying === "carrier" ? DEFAULT_FLEET : undefined;
  for (const streamId of streamIds) await store.begin({ streamId, executionArn: EXECUTION_ARN, waitingFor });
  if (carrying === "carrier") await store.begin({ streamId: CARRIER, executionArn: EXECUTION_ARN });
}

function environmentOf(
  { source, table }: FleetServers,
  { tableName, streams, carrying }: { tableName: string; streams: number; carrying: Carrying },
): Record<string, string> {
  return {
    ...table.environment,
    NODE_EXTRA_CA_CERTS: source.certificateFile,
    STREAM_URI: source.url,
    STREAM_PATH: "streams",
    STREAM_FORMAT: "ndjson",
    EVENTS_TABLE: "events",
    STREAMS_TABLE: tableName,
    LIFETIME_MS: String(LIFETIME_MS),
    HANDOVER_LEAD_MS: String(HANDOVER_LEAD_MS),
    FLEET: DEFAULT_FLEET,
    STREAMS_PER_FUNCTION: String(streams),
    MAX_CARRIERS: "1",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    ...(carrying === "carrier" && { MALLOC_ARENA_MAX: "1" }),
  };
}

async function why(hosts: readonly FunctionHost[]): Promise<string> {
  const states = await Promise.all(hosts.map((host) => host.state()));
  return states.map(({ outcome = "still running" }) => outcome).join("; ");
}
