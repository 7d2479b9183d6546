import { createByteBudget, createEventSink } from "@unbounded-streams/event-sink";
import {
  type CarrierReport,
  runCarrier,
  type Seat,
  type SeatAssignment,
} from "@unbounded-streams/stream-fleet";
import type { LeaseStore } from "@unbounded-streams/stream-lease";
import { openStream } from "@unbounded-streams/stream-reader";
import { ConnectGate } from "../carrier/connect-gate.ts";
import { collectGarbage } from "../carrier/garbage.ts";
import { LoadMeter } from "../carrier/load-meter.ts";
import { startSeat } from "../carrier/seat.ts";
import { DEFAULT_MEMORY_BYTES, seatBounds } from "../carrier/seat-bounds.ts";
import { SeatMetrics } from "../carrier/seat-metrics.ts";
import { carrierStarter } from "../carrier/start-carrier.ts";
import type { FleetConfig } from "../config/fleet.ts";
import type { RelayConfig } from "../config/relay.ts";
import type { RunConnectionOptions } from "../connection/run-options.ts";
import { ConfigurationError } from "../errors.ts";
import { timeBudget } from "../lease/time-budget.ts";
import type { MetricValues } from "../metrics/connection-metrics.ts";
import { metricsOutput } from "../metrics/metrics-output.ts";
import { whereAny } from "../metrics/where-any.ts";
import { realSystem, realUsage } from "../system.ts";
import type { CarrierTurn } from "./carrier-turn.ts";
import { configured, connectionOptions } from "./hold-stream.ts";
import type { HandlerContext, HandlerParts } from "./parts.ts";
import { checkedStreamId } from "./stream-id.ts";

/** Seats that connect at a time, and how long one of them keeps others from that; 1 s. */
const CONNECTS_AT_ONCE = 10;
const CONNECT_HOLD_MS = 1_000;

/** How often a seat logs its progress: about never, as its carrier's metrics tell of it; 15 min. */
const PROGRESS_INTERVAL_MS = 900_000;

/** Holds the streams of a carrier until another invocation has them, none needs it, or its time is up. */
export async function carry(
  parts: HandlerParts,
  turn: CarrierTurn,
  context: HandlerContext,
): Promise<CarrierReport> {
  const needs = needed(parts);
  const { store, fleet: config, relay } = needs;
  const { fleet, capacity, maxCarriers, memoryBytes } = config;
  const { carrier, number, holder, expectedEpoch, stateMachineArn } = turn;
  const requestId = context.awsRequestId;
  const system = realSystem;
  const metrics = carrierMetrics(parts, { carrier, requestId });
  const startStream = seatStarter(parts, needs, {
    requestId,
    remaining: () => context.getRemainingTimeInMillis(),
    metricsOf: metrics.ofSeat,
  });
  const load = new LoadMeter({
    ...{ memoryBytes, startBytes: parts.startBytes },
    ...{ usage: realUsage, collectGarbage, system },
  });
  try {
    return await runCarrier({
      store,
      fleet,
      number,
      turn: { holder, expectedEpoch, claimId: requestId },
      budget: timeBudget({ nowMs: system.now(), remainingMs: context.getRemainingTimeInMillis(), ...relay }),
      capacity,
      maxCarriers,
      startSeat: startStream,
      startCarrier: carrierStarter({ fleet, stateMachineArn, requestId, client: parts.stepFunctions }),
      load: () => load.load(),
      log: parts.logger.createChild({ persistentKeys: { carrier, requestId } }),
      onMetrics: (values) => metrics.emit(whereAny({ ...values })),
      system,
    });
  } finally {
    metrics.emit({});
  }
}

/** What a carrier's turn cannot do without. */
interface Needs {
  readonly store: LeaseStore;
  readonly fleet: FleetConfig;
  readonly relay: RelayConfig;
}

function needed({ store, config: { fleet, relay } }: HandlerParts): Needs {
  if (fleet === undefined || relay === undefined || store === undefined) {
    throw new ConfigurationError(["FLEET and STREAMS_TABLE are not both set: a carrier's turn needs them"]);
  }
  return { store, fleet, relay };
}

/** What a carrier's seats have in common. */
interface SeatContext {
  readonly requestId: string;
  /** What the platform says is left of the invocation, in milliseconds. */
  readonly remaining: () => number;
  readonly metricsOf: (streamId: string) => ((values: MetricValues) => void) | undefined;
}

/** Starts the carrier's seats within the bounds that they share. */
function seatStarter(
  parts: HandlerParts,
  { store, fleet, relay }: Needs,
  { requestId, remaining, metricsOf }: SeatContext,
): (assignment: SeatAssignment) => Seat {
  const { client, sink, config } = parts;
  const bounds = seatBounds(fleet.memoryBytes ?? DEFAULT_MEMORY_BYTES, fleet.capacity);
  const { rememberKeys, overlapKeys, comparedEvents } = bounds;
  const shared = createByteBudget({ totalBytes: bounds.sharedBytes, sinks: fleet.capacity });
  const gate = new ConnectGate({ places: CONNECTS_AT_ONCE, holdMs: CONNECT_HOLD_MS, system: realSystem });
  const open = gate.guard(openStream);
  const { streamsTable: _, ...pace } = relay;
  function optionsOf({ streamId: id, ...assignment }: SeatAssignment): RunConnectionOptions {
    const streamId = checkedStreamId(id);
    const lease = { ...pace, ...assignment, store };
    const remainingMs = remaining();
    const own = connectionOptions(parts, {
      ...{ streamId, requestId, lease, remainingMs },
      onMetrics: metricsOf(streamId),
    });
    return {
      ...own,
      stream: { ...own.stream, maxFrameBytes: own.stream.maxFrameBytes ?? bounds.maxFrameBytes },
      open,
      createSink: configured((hooks) =>
        createEventSink({ client, streamId, ...sink, key: own.key, rememberKeys, shared, ...hooks }),
      ),
      overlapKeys,
      comparedEvents,
      progressIntervalMs: config.progressIntervalMs ?? PROGRESS_INTERVAL_MS,
    };
  }
  return (assignment) => startSeat(() => optionsOf(assignment));
}

/** One line for the carrier with its streams summed up; with metrics for each stream, the streams' own lines besides. */
function carrierMetrics(
  { metrics, config }: HandlerParts,
  { carrier, requestId }: { readonly carrier: string; readonly requestId: string },
) {
  const sums = new SeatMetrics();
  const output = metrics && metricsOutput({ metrics, metadata: { carrier, requestId } });
  const ownLines = config.metrics?.perStream === true;
  return {
    emit: (values: MetricValues) => output?.({ ...sums.take(), ...values }),
    ofSeat(streamId: string) {
      if (metrics === undefined || !ownLines) return metrics && ((values: MetricValues) => sums.add(values));
      return metricsOutput({ metrics, metadata: { carrier, requestId }, streamId });
    },
  };
}
