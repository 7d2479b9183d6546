import {
  carrierId,
  isCarrierId,
  offeredTo,
  parseCarrierId,
} from "@unbounded-streams/stream-lease/carrier-id";
import type { CarrierOptions } from "../options.ts";
import { isAliveAt, type Peers } from "./peers.ts";

/**
 * Lets the streams of a dead carrier wait for another, each as soon as the claim of its holder has expired, and marks the carrier as
 * failed if it says that it runs.
 */
export async function repairCarrier(
  number: number,
  { options, peers }: { options: CarrierOptions; peers: Peers },
  signal: AbortSignal,
): Promise<void> {
  const { store, fleet, log, system } = options;
  const carrier = carrierId(fleet, number);
  const record = await peers.read(number, signal);
  if (record !== undefined && isAliveAt(record, system.now())) return;
  let found = 0;
  let released = 0;
  for await (const streamId of store.carried(carrier, { signal })) {
    found += 1;
    const result = await store.release({ streamId, carrier, fleet }, { signal });
    if (result.ok) released += 1;
  }
  if (record?.status === "running") {
    const reason = "the carrier's time was over, and none of its invocations had come back";
    await store.fail({ streamId: carrier, executionArn: record.executionArn, reason }, { signal });
  }
  if (found > 0) log.warn("streams of a dead carrier released", { carrier, found, released });
  peers.noteRepair(number, found > 0 || record?.status === "running");
}

/**
 * Whether a stream needs the carrier, as the table itself says, which is never late: one that runs and waits for the fleet, is the
 * carrier's own, or that of a carrier of the fleet that is dead, whose claim has not expired yet.
 */
export async function isNeeded(
  { store, fleet, carrier, system }: CarrierOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const alive = new Set<string>();
  const held = new Set<string>();
  for await (const lease of store.list({ signal })) {
    const { streamId, waitingFor } = lease;
    if (isCarrierId(streamId)) {
      if (isAliveAt(lease, system.now())) alive.add(streamId);
    } else if (lease.status === "running") {
      if (waitingFor === fleet || waitingFor === offeredTo(fleet) || lease.carrier === carrier) return true;
      if (lease.carrier !== undefined && parseCarrierId(lease.carrier)?.fleet === fleet)
        held.add(lease.carrier);
    }
  }
  return [...held].some((other) => !alive.has(other));
}
