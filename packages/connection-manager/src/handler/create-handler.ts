import type { CarrierReport } from "@unbounded-streams/stream-fleet";
import { runConnection } from "../connection/run-connection.ts";
import { ConfigurationError, StreamNotEndedError, StreamRefusedError } from "../errors.ts";
import type { LeaseOptions } from "../lease/lease-options.ts";
import { metricsOutput } from "../metrics/metrics-output.ts";
import type { ConnectionReport } from "../report/connection-report.ts";
import { type CarrierEvent, carrierTurnOf } from "./carrier-turn.ts";
import { connectionOptions } from "./hold-stream.ts";
import { type HandlerContext, type HandlerOptions, type HandlerParts, handlerParts } from "./parts.ts";
import { turnOf } from "./relay-turn.ts";
import { streamIdOf } from "./stream-id.ts";

/** The Lambda function: one invocation holds one stream for a while, or all streams of a carrier. */
export interface ConnectionHandler {
  (event: CarrierEvent, context: HandlerContext): Promise<CarrierReport>;
  (event: unknown, context: HandlerContext): Promise<ConnectionReport>;
}

/**
 * Makes the Lambda handler. An event with `carrier` is a turn of a carrier: the invocation claims the carrier's record, holds
 * the streams that are the carrier's, and returns with its outcome (`superseded`, `expired`, `ended`, `stopped`); what goes
 * wrong with one of its streams is on that stream's lease. An event with `holder` and `expectedEpoch` alone is a turn of the
 * relay: the invocation claims the stream's lease, and returns with its outcome (`ended`, `stopped`, `superseded`, `expired`).
 * Any other event asks for one connection without a lease: it returns `{ outcome: "ended", ... }` when the source said that
 * the stream is over. For a single stream it throws otherwise, once everything received is durable:
 *
 * - StreamIdError: the event names no stream, or not an allowed one
 * - StreamNotEndedError: the connection is over, the stream is not (without a lease only)
 * - StreamRefusedError: the source refuses the stream and no retry can mend it
 * - FlushError: an event could not be stored
 */
export function createHandler(options: HandlerOptions): ConnectionHandler {
  const parts = handlerParts(options);
  function handler(event: CarrierEvent, context: HandlerContext): Promise<CarrierReport>;
  function handler(event: unknown, context: HandlerContext): Promise<ConnectionReport>;
  async function handler(event: unknown, context: HandlerContext): Promise<CarrierReport | ConnectionReport> {
    const turn = carrierTurnOf(event, parts.config.fleet?.fleet);
    if (turn === undefined) return holdStream(parts, event, context);
    // What a single stream does without is not loaded for it.
    const { carry } = await import("./carry.ts");
    return carry(parts, turn, context);
  }
  return handler;
}

async function holdStream(
  parts: HandlerParts,
  event: unknown,
  context: HandlerContext,
): Promise<ConnectionReport> {
  const { metrics, config } = parts;
  const streamId = streamIdOf(event);
  const requestId = context.awsRequestId;
  const output = config.metrics?.perStream
    ? { metadata: { requestId }, streamId }
    : { metadata: { streamId, requestId } };
  const { report, cause } = await runConnection(
    connectionOptions(parts, {
      streamId,
      requestId,
      lease: leaseOptions(parts, event, context),
      remainingMs: context.getRemainingTimeInMillis(),
      onMetrics: metrics && metricsOutput({ metrics, ...output }),
    }),
  );
  if (report.outcome === "interrupted") throw new StreamNotEndedError(report, cause);
  if (report.outcome === "refused") throw new StreamRefusedError(report, cause);
  return report;
}

function leaseOptions(
  { config, store }: HandlerParts,
  event: unknown,
  context: HandlerContext,
): LeaseOptions | undefined {
  const turn = turnOf(event);
  if (turn === undefined) return undefined;
  if (store === undefined || config.relay === undefined) {
    throw new ConfigurationError(["STREAMS_TABLE is not set: a turn of the relay needs the table of leases"]);
  }
  const { streamsTable: _, ...relay } = config.relay;
  return {
    ...relay,
    ...turn,
    store,
    claimId: context.awsRequestId,
    remainingMs: context.getRemainingTimeInMillis(),
  };
}
