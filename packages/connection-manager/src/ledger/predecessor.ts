import type { Lease } from "@unbounded-streams/stream-lease";
import type {
  ConnectionKey,
  ConnectionRecord,
  Handover,
  Inference,
  Interval,
  Reopening,
} from "@unbounded-streams/stream-ledger";
import { EXPIRY_GRACE_MS } from "../lease/time-budget.ts";
import type { HandoverProof } from "../report/connection-report.ts";

/** How a connection came out that has not said so itself. */
const KILLED = "killed";

/** The connection before, as its lease told of it before the next claim. */
export class Predecessor {
  readonly key: ConnectionKey;
  private readonly lease: Lease;
  private readonly holder: string;

  private constructor(lease: Lease, key: ConnectionKey, holder: string) {
    this.lease = lease;
    this.key = key;
    this.holder = holder;
  }

  /** Undefined when nobody has held the stream since it was begun. */
  static of(before: Lease | undefined): Predecessor | undefined {
    if (before?.claimId === undefined || before.claimedAtMs === undefined) return undefined;
    if (before.holder === undefined) return undefined;
    const { streamId, claimedAtMs, epoch, claimId, holder } = before;
    return new Predecessor(before, { streamId, claimedAtMs, epoch, claimId }, holder);
  }

  /**
   * Whether nobody waits for its own word any more: its time was up when the next one claimed, or a branch claims from itself, which it
   * does when its last invocation was over as far as it knows. That is no proof: one whose answer got lost may go on, and stands up to its
   * deadline as one that may have been up.
   */
  isGoneBy({ holder, claimedAtMs }: { readonly holder: string; readonly claimedAtMs: number }): boolean {
    return this.holder === holder || (this.deadlineMs ?? Number.POSITIVE_INFINITY) <= claimedAtMs;
  }

  /** What is known of it, when it has not said how it ended. */
  inference(host: string, endedAtMs: number): Inference {
    const { carrier, connectedAtMs, checkpoint } = this.lease;
    const { deadlineMs, knownUp } = this;
    return {
      ...this.key,
      by: "successor",
      holder: this.holder,
      host,
      ...(carrier === undefined ? {} : { carrier }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
      ...(connectedAtMs === undefined ? {} : { connectedAtMs }),
      ...(checkpoint === undefined ? {} : { lastId: checkpoint }),
      endedAtMs: Math.min(endedAtMs, deadlineMs ?? endedAtMs),
      outcome: KILLED,
      ...(knownUp === undefined ? {} : { knownUp: [knownUp] }),
    };
  }

  /**
   * The last time without a break that its writes have shown. What is from before its claim is of another one's, whose successor was of
   * a version that left it there.
   */
  private get knownUp(): Interval | undefined {
    const { upSinceMs: fromMs, upUntilMs: untilMs } = this.lease;
    if (fromMs === undefined || untilMs === undefined || fromMs < this.key.claimedAtMs) return undefined;
    return { fromMs, untilMs };
  }

  private get deadlineMs(): number | undefined {
    const { expiresAtMs } = this.lease;
    return expiresAtMs === undefined ? undefined : expiresAtMs - EXPIRY_GRACE_MS;
  }
}

/** What shows that nothing fell between the connection before and one that was up at `connectedAtMs`. */
export function handoverOf(
  proof: HandoverProof | undefined,
  before: ConnectionRecord | undefined,
  connectedAtMs: number,
): Handover {
  if (proof?.proven) {
    return { proof: "event", overlapMs: Math.round(proof.overlapMs), events: proof.overlapEvents };
  }
  const untilMs = before === undefined ? undefined : upUntilMs(before, connectedAtMs);
  if (untilMs !== undefined) return { proof: "overlap", overlapMs: untilMs - connectedAtMs };
  if (proof?.provable) return { proof: "none", why: "no event of the connection before came again" };
  return { proof: "none", why: "no event came that could prove it" };
}

/** Until when a connection was up that was up at a moment, by its own word; undefined when it was not. */
function upUntilMs(record: ConnectionRecord, atMs: number): number | undefined {
  const { connectedAtMs, silentSinceMs, reopenings, furtherReopenings, inferred = [] } = record;
  const endedAtMs = silentSinceMs ?? record.endedAtMs;
  if (connectedAtMs === undefined || endedAtMs === undefined || inferred.includes("endedAtMs"))
    return undefined;
  if (atMs < connectedAtMs || atMs >= endedAtMs) return undefined;
  const [next = endedAtMs] = reopenings.map(lastSignMs).filter((ms) => ms > atMs);
  const isDown = reopenings.some(
    (reopening) => lastSignMs(reopening) <= atMs && atMs < (reopening.backAtMs ?? endedAtMs),
  );
  const isUntold = (furtherReopenings?.fromMs ?? endedAtMs) <= atMs;
  return isDown || isUntold ? undefined : Math.min(next, furtherReopenings?.fromMs ?? next);
}

function lastSignMs({ brokeAtMs, silentSinceMs = brokeAtMs }: Reopening): number {
  return silentSinceMs;
}
