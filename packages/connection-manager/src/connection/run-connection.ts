import type { ConnectionOutcome } from "../report/connection-report.ts";
import { failureText } from "../report/failure-text.ts";
import { claimLease } from "./claim.ts";
import { connect } from "./connect.ts";
import { enterLedger } from "./enter-ledger.ts";
import { holdStream } from "./hold.ts";
import { beginInvocation, type Invocation } from "./invocation.ts";
import { proveHandover } from "./prove-handover.ts";
import { readStream } from "./read.ts";
import { reportOf, reportOfLostClaim } from "./report.ts";
import type { FinishedConnection, RunConnectionOptions } from "./run-options.ts";
import { settle } from "./settle.ts";
import { Steering } from "./steering.ts";
import { beginTenure } from "./tenure.ts";
import { wasInVain } from "./turn-end.ts";

/**
 * Holds a stream until it is over, until another connection has taken it, or until the invocation's time is up, and
 * stores every event. When it resolves, everything received is durable.
 *
 * @throws FlushError of `@unbounded-streams/event-sink` when an event could not be stored
 * @throws LeaseStoreError of `@unbounded-streams/stream-lease` when the lease can be neither read nor written
 * @throws StreamError of `@unbounded-streams/stream-reader` for data that every connection would meet again
 */
export async function runConnection(options: RunConnectionOptions): Promise<FinishedConnection> {
  const invocation = beginInvocation(options);
  const steering = new Steering(invocation);
  options.attach?.(steering);
  try {
    return await run(invocation, steering);
  } finally {
    steering.over();
  }
}

/** How the ledger has it that a connection failed. */
const FAILED = "failed";

async function run(invocation: Invocation, steering: Steering): Promise<FinishedConnection> {
  const { options } = invocation;
  const claim = await claimLease(invocation).catch((error: unknown) => {
    options.onMetrics?.({ failedTurns: 1 });
    throw error;
  });
  if (claim?.kind === "lost") return { report: reportOfLostClaim(invocation, claim) };
  const tenure = claim && beginTenure(invocation, claim);
  if (tenure !== undefined) steering.held(tenure.keeper);
  const entry = enterLedger(invocation, tenure);
  let outcome: ConnectionOutcome | undefined;
  try {
    const read = async () => readStream(invocation, tenure, await connect(invocation, tenure));
    const held = await holdStream(invocation, tenure, read);
    const settled = await settle(invocation, tenure, held);
    if (tenure !== undefined) await proveHandover(invocation, tenure);
    const { end, endedAtMs, totals } = settled;
    const { handover } = invocation.intake;
    await entry?.close({ ...end, endedAtMs, bytes: totals?.bytesReceived, handover });
    const report = reportOf(invocation, tenure, settled, entry?.failures);
    options.log.info("connection over", { ...report });
    const { cause } = end;
    outcome = report.outcome;
    return cause === undefined ? { report } : { report, cause };
  } catch (error) {
    await entry?.close({ outcome: FAILED, reason: failureText(error) });
    throw error;
  } finally {
    const successorConnectedAtMs = tenure?.keeper.succession.connectedAtMs;
    const hasFailed =
      tenure !== undefined && (outcome === undefined || wasInVain(invocation, tenure, { outcome }));
    tenure?.meter?.finish({ outcome, hasFailed, successorConnectedAtMs });
  }
}
