import type { Lease } from "@unbounded-streams/stream-lease";
import { offeredTo } from "@unbounded-streams/stream-lease/carrier-id";
import type { CarrierOptions } from "../options.ts";
import type { OwnLease } from "../records/own-lease.ts";
import type { Hand } from "./hand.ts";
import type { StreamPauses } from "./stream-pauses.ts";

/** What taking needs. */
export interface TakeDeps {
  readonly options: CarrierOptions;
  readonly own: OwnLease;
  readonly hand: Hand;
  readonly pauses: StreamPauses;
}

/**
 * Takes streams: reads their leases, then the carrier's own, then claims. In this order, so that an invocation which does not know yet that
 * it is succeeded takes nothing back: a claim that its successor has made since the first reading makes its own claim a lost one, and a claim
 * that the successor has made before is only there when the carrier's lease is the successor's, too.
 */
export async function takeStreams(
  streamIds: readonly string[],
  deps: TakeDeps,
  signal: AbortSignal,
): Promise<void> {
  if (streamIds.length === 0) return;
  const { own, hand, options } = deps;
  const leases = await Promise.all(streamIds.map((streamId) => readForTake(streamId, deps, signal)));
  const ripe = leases.filter((lease) => lease !== undefined);
  if (ripe.length === 0) return;
  await own.look(signal);
  if (!own.isMine || signal.aborted) return;
  for (const lease of ripe) hand.take(lease, lease.carrier !== options.carrier);
}

/** The lease of a stream that may be taken now. What the indexes show can be out of date: the lease decides. */
async function readForTake(
  streamId: string,
  { options, hand, pauses }: TakeDeps,
  signal: AbortSignal,
): Promise<Lease | undefined> {
  let lease: Lease | undefined;
  try {
    lease = await options.store.read(streamId, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    pauses.failed(streamId);
    options.log.warn("lease of a stream not read", { streamId, error: String(error) });
    return undefined;
  }
  if (lease === undefined || hand.has(streamId) || !isForCarrier(lease, options)) {
    pauses.outdated(streamId);
    return undefined;
  }
  return pauses.isPaused(lease) ? undefined : lease;
}

function isForCarrier({ status, carrier, waitingFor }: Lease, options: CarrierOptions): boolean {
  if (status !== "running") return false;
  const { fleet } = options;
  return carrier === options.carrier || waitingFor === fleet || waitingFor === offeredTo(fleet);
}
