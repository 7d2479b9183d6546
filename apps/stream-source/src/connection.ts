import type { Cancel, Clock, Stamp } from "./clock.ts";
import type { Encoder } from "./encoders.ts";
import type { StreamEvent } from "./event-factory.ts";
import type { Fault } from "./fault-kinds.ts";
import { cutPoint, endingOf } from "./faults.ts";
import type { Outlet, OutletEnding } from "./outlet.ts";
import type { ConnectionTruth, EndReason } from "./truth.ts";

/** What a connection reads from its stream. */
export interface Feed {
  /** The newest event made; 0 when there is none. */
  readonly lastSeq: number;
  readonly ended: boolean;
  eventAt(seq: number): StreamEvent;
  frameOf(event: StreamEvent, encoder: Encoder): Uint8Array;
  /** Whether this event is to be sent twice. */
  isDuplicated(seq: number): boolean;
}

export interface ConnectionOptions {
  readonly record: ConnectionTruth;
  readonly outlet: Outlet;
  readonly encoder: Encoder;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly stamp: Stamp;
  /** 0: no heartbeats. */
  readonly heartbeatMs: number;
  readonly maxBufferedBytes: number;
  /** The first event that is to be sent. */
  readonly firstSeq: number;
  onClosed(connection: Connection): void;
  onDrained(): void;
}

/** A fault that strikes when so many events have been sent. */
interface ArmedFault {
  readonly atEvents: number;
  readonly fault: Fault;
}

/** One response that carries the stream. It sends events in order and without a gap until it ends or stalls. */
export class Connection {
  readonly record: ConnectionTruth;
  readonly #options: ConnectionOptions;
  #nextSeq: number;
  #armed: readonly ArmedFault[] = [];
  #faultTimers: Cancel[] = [];
  #cancelHeartbeat: Cancel | undefined;
  #lastWriteAt: number;

  constructor(options: ConnectionOptions) {
    const { record, outlet, clock, firstSeq } = options;
    this.record = record;
    this.#options = options;
    this.#nextSeq = firstSeq;
    this.#lastWriteAt = clock.now();
    outlet.listen({
      drained: () => this.#drained(),
      closed: () => this.close("client-closed", "abort"),
    });
    this.#awaitQuiet();
  }

  get open(): boolean {
    return this.record.endedAt === null;
  }

  /** Whether a fault has silenced it: it stays open and gets nothing any more. */
  get stalled(): boolean {
    return this.record.stalledAt !== null;
  }

  /** Whether it has yet to read what has been made. */
  get lagging(): boolean {
    return this.#options.outlet.congested || this.#nextSeq <= this.#options.feed.lastSeq;
  }

  /** Sends the event just made, unless older ones have to go first. */
  deliver(event: StreamEvent): void {
    if (event.seq === this.#nextSeq) this.#send(event);
  }

  /** Sends what has been made already, as fast as it is read, and the end signal if that was all. */
  replay(): void {
    const { feed, outlet } = this.#options;
    while (this.#active && !outlet.congested && this.#nextSeq <= feed.lastSeq) {
      this.#send(feed.eventAt(this.#nextSeq));
    }
    if (feed.ended) this.finish();
  }

  /** Sends the end signal and ends, as soon as everything made has been sent. */
  finish(): void {
    const { encoder, feed } = this.#options;
    if (!this.#active || this.#nextSeq <= feed.lastSeq) return;
    this.#write(encoder.endOfStream);
    this.close("ended", "end");
  }

  /** Replaces the faults that are to strike it; events and milliseconds count from now. */
  arm(faults: readonly Fault[]): void {
    const { clock } = this.#options;
    this.#disarm();
    const timed = faults.filter((fault) => fault.kind.endsWith("-ms"));
    this.#armed = faults
      .filter((fault) => !timed.includes(fault))
      .map((fault) => ({ fault, atEvents: this.record.eventsSent + Number(fault.value) }));
    this.#faultTimers = timed.map((fault) =>
      clock.schedule(clock.now() + Number(fault.value), () => this.#strike(fault)),
    );
    this.#strikeBetweenEvents();
  }

  /** Ends it; a second time does nothing. */
  close(reason: EndReason, ending: OutletEnding, at?: number): void {
    const { onClosed, outlet, stamp } = this.#options;
    if (!this.open) return;
    this.record.endedAt = at ?? stamp();
    this.record.endReason = reason;
    this.#disarm();
    this.#cancelHeartbeat?.();
    outlet.finish(ending);
    onClosed(this);
  }

  get #active(): boolean {
    return this.open && !this.stalled;
  }

  #drained(): void {
    if (!this.#active) return;
    this.replay();
    this.#options.onDrained();
  }

  #send(event: StreamEvent): void {
    const { encoder, feed } = this.#options;
    if (!this.#active) return;
    const frame = feed.frameOf(event, encoder);
    if (this.#cut(event, frame)) return;
    const { record } = this;
    this.#nextSeq = event.seq + 1;
    record.firstSeq ??= event.seq;
    record.lastSeq = event.seq;
    record.eventsSent += 1;
    this.#write(frame);
    if (this.open && feed.isDuplicated(event.seq)) {
      record.duplicatesSent += 1;
      this.#write(frame);
    }
    this.#strikeBetweenEvents();
  }

  #write(bytes: Uint8Array, isPart = false): void {
    const { clock, maxBufferedBytes, outlet } = this.#options;
    if (isPart) outlet.writePart(bytes);
    else outlet.write(bytes);
    this.record.bytesSent += bytes.length;
    this.#lastWriteAt = clock.now();
    if (outlet.bufferedBytes > maxBufferedBytes) this.close("slow-consumer", "abort");
  }

  #cut(event: StreamEvent, frame: Uint8Array): boolean {
    for (const { atEvents, fault } of this.#armed) {
      if (!fault.kind.startsWith("cut-") || this.record.eventsSent < atEvents) continue;
      const point = cutPoint(fault.kind, frame);
      if (point === undefined) continue;
      this.record.cutSeq = event.seq;
      this.#write(frame.subarray(0, point), true);
      this.close("cut", endingOf(fault));
      return true;
    }
    return false;
  }

  #strikeBetweenEvents(): void {
    for (const { atEvents, fault } of this.#armed) {
      if (!fault.kind.startsWith("cut-") && this.record.eventsSent >= atEvents) this.#strike(fault);
    }
  }

  #strike(fault: Fault): void {
    if (fault.kind.startsWith("drop-")) this.close("dropped", endingOf(fault));
    else if (this.#active) this.#stall();
  }

  #stall(): void {
    this.record.stalledAt = this.#options.stamp();
    this.#cancelHeartbeat?.();
  }

  #disarm(): void {
    for (const cancel of this.#faultTimers) cancel();
    this.#faultTimers = [];
    this.#armed = [];
  }

  #awaitQuiet(): void {
    const { clock, heartbeatMs } = this.#options;
    if (heartbeatMs === 0) return;
    this.#cancelHeartbeat = clock.schedule(this.#lastWriteAt + heartbeatMs, () => this.#beat());
  }

  #beat(): void {
    const { clock, encoder, heartbeatMs, outlet } = this.#options;
    if (clock.now() - this.#lastWriteAt >= heartbeatMs) {
      if (outlet.congested) this.#lastWriteAt = clock.now();
      else {
        this.record.heartbeatsSent += 1;
        this.#write(encoder.heartbeat);
      }
    }
    if (this.#active) this.#awaitQuiet();
  }
}
