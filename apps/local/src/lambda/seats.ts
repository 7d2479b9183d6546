import { applyLogRecord, type Invocation, type LogRecord, newInvocation } from "./invocation.ts";

/** How an invocation is over that nothing was heard of, and its seats with it. */
export const CUT_OFF: readonly string[] = ["crashed", "timed-out", "aborted"];

/**
 * The connections of a carrier's invocation, told from the lines of its log that name a stream: one for each time that it has
 * claimed one.
 */
export class Seats {
  private readonly carrier: Invocation;
  private readonly connections: Invocation[];
  private readonly open = new Map<string, Invocation>();

  /** @param connections where each is added when it begins */
  constructor(carrier: Invocation, connections: Invocation[]) {
    this.carrier = carrier;
    this.connections = connections;
  }

  /** Takes what a line of the function's log tells into account. */
  apply(record: LogRecord): void {
    const { message, streamId } = record;
    if (streamId === undefined) {
      if (message === "carrier claimed") this.carrier.epoch = record.epoch;
      if (typeof record.error === "string") this.carrier.reason = record.error;
      return;
    }
    if (message === "claimed") this.begin(streamId);
    const seat = this.open.get(streamId);
    if (seat === undefined) return;
    applyLogRecord(seat, record);
    if (message === "connection over") this.close(seat, record.outcome ?? "ended", record.endedAtMs);
    if (message === "seat over") this.closeFailed(seat, record);
  }

  /**
   * The invocation is over, and with it each seat that has not said so itself.
   *
   * @returns those
   */
  end(): Invocation[] {
    const { outcome = "aborted", reason } = this.carrier;
    const cutOff = [...this.open.values()];
    for (const seat of cutOff) {
      if (CUT_OFF.includes(outcome)) seat.reason ??= reason;
      this.close(seat, CUT_OFF.includes(outcome) ? outcome : "crashed");
    }
    return cutOff;
  }

  private begin(streamId: string): void {
    const { branch, requestId, streamId: carrier } = this.carrier;
    const before = this.open.get(streamId);
    if (before !== undefined) this.close(before, "superseded");
    const id = this.connections.length + 1;
    const seat = newInvocation({ id, branch, streamId, carrier, requestId, startedAtMs: Date.now() });
    this.open.set(streamId, seat);
    this.connections.push(seat);
  }

  /** What has not said that its connection is over has failed. */
  private closeFailed(seat: Invocation, { error, outcome }: LogRecord): void {
    const [, name, reason] = /^(\w+): (.*)$/s.exec(typeof error === "string" ? error : "") ?? [];
    seat.reason = reason ?? seat.reason;
    this.close(seat, name ?? outcome ?? "aborted");
  }

  private close(seat: Invocation, outcome: string, endedAtMs = Date.now()): void {
    seat.outcome = outcome;
    seat.endedAtMs = endedAtMs;
    this.open.delete(seat.streamId);
  }
}
