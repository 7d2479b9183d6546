import { LeaseStoreError } from "@unbounded-streams/stream-lease";
import { failureText } from "../report/failure-text.ts";
import type { StreamEnd } from "../report/stream-end.ts";
import type { Held, HeldStream } from "./hold.ts";
import type { Invocation } from "./invocation.ts";
import type { Tenure } from "./tenure.ts";
import { verdictAtEnd } from "./turn-end.ts";

/** How a stream came out when its lease is left. */
export interface Settled extends HeldStream {
  /** How long it took until all was durable and on the lease, in milliseconds. */
  readonly flushMs: number;
}

/**
 * Makes everything received durable, then leaves the lease as it should be found: ended, failed, or with the last
 * checkpoint, and with what went wrong.
 *
 * @throws FlushError of `@unbounded-streams/event-sink` when an event could not be stored
 * @throws what failed while the stream was held
 */
export async function settle(
  invocation: Invocation,
  tenure: Tenure | undefined,
  held: Held,
): Promise<Settled> {
  try {
    await invocation.intake.flush();
    if ("failure" in held) throw held.failure;
  } catch (failure) {
    if (tenure !== undefined) await keepBooks(invocation, tenure, failure);
    throw failure;
  }
  const end = tenure === undefined ? held.end : await leaveLease(invocation, tenure, held.end);
  if (tenure !== undefined) await tally(invocation, tenure);
  return { ...held, end, flushMs: invocation.options.system.now() - held.endedAtMs };
}

async function leaveLease(invocation: Invocation, tenure: Tenure, end: StreamEnd): Promise<StreamEnd> {
  const { hold, keeper } = tenure;
  const { outcome, signal, reason } = end;
  const { counts, checkpoint } = invocation.intake;
  const verdict = verdictAtEnd(invocation, tenure, end);
  if (outcome !== "ended" && outcome !== "refused") {
    if (!keeper.succession.hasBegun) await hold.advance(counts, checkpoint, verdict);
    return end;
  }
  const status = outcome === "ended" ? "ended" : "failed";
  const standing = await hold.finish({ status, reason: signal ?? reason, ...verdict }, counts, checkpoint);
  const isStopped = standing.kind === "over" && standing.status === "stopped";
  if (isStopped) await hold.advance(counts, checkpoint, verdict);
  if (outcome === "ended") return end;
  // What a source says to a connection that has lost the stream is no verdict on the stream.
  if (isStopped) return { outcome: "stopped" };
  return standing.kind === "succeeded" ? { outcome: "superseded" } : end;
}

/** After a failure that is not the lease's: what is durable need not be read again, and what went wrong is known. */
async function keepBooks(invocation: Invocation, { hold, health }: Tenure, failure: unknown): Promise<void> {
  if (failure instanceof LeaseStoreError) return;
  const { intake } = invocation;
  await writeIfPossible(invocation, async () => {
    await hold.advance(intake.counts, intake.checkpoint, health.failed(failureText(failure)));
    await hold.tally(intake.counts);
  });
}

/** What was counted beside a successor belongs on the lease, too. */
function tally(invocation: Invocation, { hold }: Tenure): Promise<void> {
  return writeIfPossible(invocation, () => hold.tally(invocation.intake.counts));
}

/** A write of the lease on which the stream does not depend. */
async function writeIfPossible({ options }: Invocation, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    options.log.info("lease not written", { error: String(error) });
  }
}
