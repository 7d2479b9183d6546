import { type CarrierOptions, resolveOptions } from "../options.ts";
import type { CarrierOutcome, CarrierReport, RunCarrierOptions } from "../types.ts";
import { sleepUntil } from "./alarm.ts";
import { Carrier } from "./carrier.ts";

/**
 * Holds the seats of one carrier until another invocation has taken them over, until no stream needs the carrier, or until its time is up.
 * A table that does not answer for a while ends nothing: what is held is read on. When it resolves, no seat is left, unless one has not
 * gone by the deadline.
 *
 * @throws {InvalidOptionsError} with one sentence for each option that is wrong
 * @throws LeaseStoreError of `@unbounded-streams/stream-lease` when the carrier's record cannot be claimed, or its streams cannot be found
 */
export async function runCarrier(options: RunCarrierOptions): Promise<CarrierReport> {
  const resolved = resolveOptions(options);
  const { log } = resolved;
  const deadline = new AbortController();
  const over = new AbortController();
  const stop = () => deadline.abort();
  options.signal?.addEventListener("abort", stop, { once: true });
  if (options.signal?.aborted) stop();
  const timer = atStop(resolved, deadline, over.signal);
  const carrier = new Carrier(resolved);
  try {
    const outcome = await carrier.run(deadline.signal);
    const report = reportOf(resolved, carrier, outcome);
    log.info("carrier over", { ...report });
    return report;
  } finally {
    over.abort();
    options.signal?.removeEventListener("abort", stop);
    await timer;
  }
}

async function atStop({ budget, system }: CarrierOptions, stop: AbortController, over: AbortSignal) {
  await sleepUntil(budget.stopAtMs, over, system);
  stop.abort();
}

function reportOf({ carrier: id }: CarrierOptions, carrier: Carrier, outcome: CarrierOutcome): CarrierReport {
  const { own, hand, actor } = carrier;
  return {
    outcome,
    carrier: id,
    ...(own.epoch !== undefined && { epoch: own.epoch }),
    seatsTaken: hand.taken,
    seatsLeft: hand.left,
    handedOver: hand.handedOver,
    streamsOver: hand.over,
    seatsFailed: hand.failed,
    carriersStarted: actor.carriersStarted,
    mostSeats: hand.most,
  };
}
