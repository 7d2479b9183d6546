import type { ConnectionRecord, Inference, Interval, Ledger } from "@unbounded-streams/stream-ledger";
import type { Invocation } from "../lambda/invocation.ts";

/** Where the connections of a run are, as their records have it. */
export const LEDGER_HOST = "local";

/**
 * Tells the ledger of connections that were killed: what runs them has seen when they ended, and has their log. In the cloud
 * nobody has, and a record ends with what the next connection knows.
 */
export class LedgerWitness {
  private readonly ledger: Ledger;
  private readonly telling = new Set<Promise<void>>();

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  /** Tells of connections that have not said themselves that they are over. A ledger that fails is missed by nobody. */
  cutOff(connections: readonly Invocation[], atMs: number): void {
    for (const connection of connections) {
      const told: Promise<void> = this.tell(connection, atMs)
        .catch(() => undefined)
        .finally(() => this.telling.delete(told));
      this.telling.add(told);
    }
  }

  /** Resolves when all is told. */
  async settled(): Promise<void> {
    await Promise.all(this.telling);
  }

  private async tell(connection: Invocation, atMs: number): Promise<void> {
    const { connectedAtMs } = connection;
    const record = await this.recordOf(connection);
    if (record === undefined && connectedAtMs === undefined) return;
    await this.ledger.infer(inferenceOf(connection, record, atMs));
  }

  private async recordOf({
    streamId,
    requestId,
    startedAtMs,
    epoch,
  }: Invocation): Promise<ConnectionRecord | undefined> {
    for await (const record of this.ledger.read({ streamId, sinceMs: startedAtMs })) {
      if (record.claimId === requestId && record.epoch === (epoch ?? record.epoch)) return record;
    }
    return undefined;
  }
}

function inferenceOf(
  {
    streamId,
    branch,
    carrier,
    requestId,
    startedAtMs,
    connectedAtMs,
    epoch = 0,
    outcome,
    reason,
    up,
  }: Invocation,
  record: ConnectionRecord | undefined,
  atMs: number,
): Inference {
  const key = record ?? { streamId, claimedAtMs: startedAtMs, epoch, claimId: requestId };
  return {
    ...{ streamId: key.streamId, claimedAtMs: key.claimedAtMs, epoch: key.epoch, claimId: key.claimId },
    ...{ by: "host", holder: branch, host: LEDGER_HOST },
    ...(carrier === undefined ? {} : { carrier }),
    ...(connectedAtMs === undefined ? {} : { connectedAtMs }),
    endedAtMs: atMs,
    ...(outcome === undefined ? {} : { outcome }),
    ...(reason === undefined ? {} : { reason }),
    knownUp: up.map(({ fromMs, untilMs = atMs }): Interval => ({ fromMs, untilMs })),
  };
}
