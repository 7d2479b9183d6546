import {
  type ConnectionReport,
  parseEventIdRule,
  type RunConnectionOptions,
  runConnection,
  StreamNotEndedError,
  StreamRefusedError,
} from "@unbounded-streams/connection-manager";
import { type ByteBudget, createEventSink } from "@unbounded-streams/event-sink";
import { createLeaseStore } from "@unbounded-streams/stream-lease";
import {
  messages,
  ndjson,
  openStream,
  parseEndSignal,
  parseResumeRule,
  sse,
} from "@unbounded-streams/stream-reader";
import type { Plant } from "../plants.ts";
import type { DynamoDb } from "./dynamodb/dynamodb.ts";
import { EVENTS_TABLE, STREAMS_TABLE } from "./dynamodb/tables.ts";
import type { SimulatedLedger } from "./ledger.ts";
import type { Network } from "./network.ts";
import { noteClaims } from "./note-claims.ts";
import type { SimulatedProcess } from "./process.ts";
import { END_SIGNAL } from "./source-format.ts";
import type { World } from "./world.ts";

const FORMATS = {
  sse,
  ndjson: () => ndjson({ validate: true }),
  messages: () => messages({ validate: "json" }),
};
const SCHEMES = { sse: "http", ndjson: "http", messages: "ws" };

/** What the state machine hands to the function. */
export interface Turn {
  readonly streamId: string;
  /** Default: the name of the process. */
  readonly claimId?: string | undefined;
  readonly holder: string;
  readonly expectedEpoch: number;
}

export interface FunctionWorld {
  readonly world: World;
  readonly dynamodb: DynamoDb;
  readonly network: Network;
  readonly plant: Plant;
  /** Told of each claim that was won, before its connection is made. */
  readonly onClaim?: (() => void) | undefined;
  /** Where connections are put on record; undefined where they are not. */
  readonly ledger?: SimulatedLedger | undefined;
  /** The id of the carrier on which the stream has a seat. */
  readonly carrier?: string | undefined;
  /** Bytes on their way, of all seats of the carrier. */
  readonly shared?: ByteBudget | undefined;
}

/** The Lambda function: what the project's handler does, in a simulated process. */
export async function connectionFunction(
  parts: FunctionWorld,
  process: SimulatedProcess,
  turn: Turn,
  remainingMs: number,
): Promise<ConnectionReport> {
  const { report, cause } = await runConnection(connectionOptions(parts, process, turn, remainingMs));
  if (report.outcome === "interrupted") throw new StreamNotEndedError(report, cause);
  if (report.outcome === "refused") throw new StreamRefusedError(report, cause);
  return report;
}

/** What one stream is read with; the claim is the process's. */
export function connectionOptions(
  { world, dynamodb, network, plant, onClaim, ledger, carrier, shared }: FunctionWorld,
  process: SimulatedProcess,
  turn: Turn,
  remainingMs: number,
): RunConnectionOptions {
  const { source, relay } = world.plan;
  const { system } = process;
  const client = dynamodb.clientFor(process);
  const store = createLeaseStore({ client, tableName: STREAMS_TABLE, system });
  const isSse = source.format === "sse";
  return plant.connection({
    streamId: turn.streamId,
    stream: {
      url: `${SCHEMES[source.format]}://source.example/streams/${turn.streamId}`,
      format: FORMATS[source.format](),
      endSignals: [parseEndSignal(END_SIGNAL[source.format])],
      idleTimeoutMs: relay.idleTimeoutMs,
      dispatcher: network.dispatcherFor(process),
    },
    open: openStream,
    createSink: (hooks) =>
      createEventSink({ client, tableName: EVENTS_TABLE, streamId: turn.streamId, system, shared, ...hooks }),
    lease: {
      store: noteClaims({ store, world, invocation: process.name, onClaim }),
      holder: turn.holder,
      claimId: turn.claimId ?? process.name,
      carrier,
      expectedEpoch: turn.expectedEpoch,
      found: ledger && dynamodb.leaseOf(turn.streamId),
      remainingMs,
      lifetimeMs: relay.lifetimeSeconds * 1000,
      handoverLeadMs: relay.handoverLeadSeconds * 1000,
      connectionMode: source.mode === "single" ? "single" : "overlap",
      maxReconnectDelayMs: relay.maxReconnectDelayMs,
    },
    ledger: ledger && {
      ledger: ledger.reachedBy(process),
      host: "simulation",
      claimId: process.name,
      remainingMs,
    },
    eventId: source.canResume ? parseEventIdRule(isSse ? "sse" : "/id") : undefined,
    resume: source.canResume ? parseResumeRule(isSse ? "header:last-event-id" : "query:since") : undefined,
    log: {
      debug: () => undefined,
      info: (message, fields) => world.trace(process.name, message, fields),
      warn: (message, fields) => world.trace(process.name, message, fields),
    },
    progressIntervalMs: 60_000,
    system,
  });
}
