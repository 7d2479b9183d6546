import { hash } from "node:crypto";
import type { Stamp } from "./clock.ts";
import { Connection, type Feed } from "./connection.ts";
import { ENCODERS, type Encoder, type StreamFormat } from "./encoders.ts";
import type { EventFactory, StreamEvent } from "./event-factory.ts";
import { EventLog } from "./event-log.ts";
import type { FaultSet } from "./faults.ts";
import type { SourceSettings } from "./options.ts";
import type { Outlet, OutletEnding } from "./outlet.ts";
import { createEagerPacer, createSteadyPacer, type Pacer } from "./pacing.ts";
import { deriveSeed, randomAt } from "./random.ts";
import {
  type ConnectionTruth,
  type EndReason,
  RecordList,
  type RefusalTruth,
  type StreamState,
  type StreamTruth,
} from "./truth.ts";

export interface SourceStreamOptions {
  readonly streamId: string;
  readonly settings: SourceSettings;
  readonly stamp: Stamp;
  readonly factory: EventFactory;
  readonly faults: FaultSet;
}

/** A request that is to get the stream. */
export interface Attachment {
  readonly format: StreamFormat;
  readonly remote: string;
  /** Send what was made after this event; undefined: only what is made from now on. */
  readonly resumeAfter: number | undefined;
  /** Sends the headers of the connection that has this id. */
  openOutlet(connectionId: number): Outlet;
}

/** One stream: it makes events from its first request on, whether or not somebody is connected. */
export class SourceStream implements Feed {
  readonly streamId: string;
  readonly faults: FaultSet;
  readonly factory: EventFactory;
  readonly log: EventLog;
  readonly #settings: SourceSettings;
  readonly #stamp: Stamp;
  readonly #pacer: Pacer;
  readonly #duplicateSeed: number;
  readonly #connections = new Set<Connection>();
  readonly #connectionRecords: RecordList<ConnectionTruth>;
  readonly #refusals: RecordList<RefusalTruth>;
  readonly #frames = new Map<Encoder, { seq: number; frame: Uint8Array }>();
  #connectionCount = 0;
  #startedAt: number | null = null;
  #endedAt: number | null = null;
  #disposed = false;

  constructor(options: SourceStreamOptions) {
    const { streamId, settings, stamp, factory, faults } = options;
    const { limits } = settings;
    this.streamId = streamId;
    this.faults = faults;
    this.factory = factory;
    this.log = new EventLog(limits.maxRememberedEvents);
    this.#settings = settings;
    this.#stamp = stamp;
    this.#pacer = this.#createPacer();
    this.#duplicateSeed = deriveSeed(settings.seed, `duplicates of ${streamId}`);
    this.#connectionRecords = new RecordList(
      limits.maxRememberedConnections,
      (record) => record.endedAt === null,
    );
    this.#refusals = new RecordList(limits.maxRememberedConnections);
  }

  get lastSeq(): number {
    return this.log.lastSeq;
  }

  get ended(): boolean {
    return this.#endedAt !== null;
  }

  /** Whether it is over for good: a request that was waiting for it gets nothing. */
  get disposed(): boolean {
    return this.#disposed;
  }

  get state(): StreamState {
    if (this.ended) return "ended";
    return this.#startedAt === null ? "waiting" : "running";
  }

  get openConnections(): number {
    return this.#connections.size;
  }

  /** Its truth, save the events. */
  get head(): Omit<StreamTruth, "events"> {
    return {
      streamId: this.streamId,
      state: this.state,
      seed: this.#settings.seed,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      eventsMade: this.lastSeq,
      truncated: this.log.truncated || this.#connectionRecords.truncated || this.#refusals.truncated,
      connections: this.#connectionRecords.records,
      refusals: this.#refusals.records,
    };
  }

  /** Begins to make events, at the first call; gives whether this was it. No event is made before the event loop goes on. */
  begin(): boolean {
    if (this.#startedAt !== null) return false;
    this.#startedAt = this.#stamp();
    this.#pacer.start();
    return true;
  }

  /** Makes what is due by now, so that what follows is ordered after it. */
  catchUp(): void {
    this.#pacer.catchUp();
  }

  eventAt(seq: number): StreamEvent {
    return this.factory.create(seq);
  }

  isDuplicated(seq: number): boolean {
    return randomAt(this.#duplicateSeed, seq) < this.#settings.duplicates;
  }

  /** Encodes once what several connections of one format get. */
  frameOf(event: StreamEvent, encoder: Encoder): Uint8Array {
    const known = this.#frames.get(encoder);
    if (known?.seq === event.seq) return known.frame;
    const frame = encoder.encode(event);
    this.#frames.set(encoder, { seq: event.seq, frame });
    return frame;
  }

  /**
   * Attaches a connection. In mode `exclusive` the older one ends at the same instant: no event is made between the two, and
   * none goes to both.
   */
  attach(attachment: Attachment): void {
    const { clock, heartbeatMs, limits, mode } = this.#settings;
    const at = this.#stamp();
    if (mode === "exclusive") this.#closeAll("superseded", "end", at);
    const record = this.#record(attachment, at);
    const connection = new Connection({
      record,
      outlet: attachment.openOutlet(record.id),
      encoder: ENCODERS[attachment.format],
      feed: this,
      clock,
      stamp: this.#stamp,
      heartbeatMs,
      maxBufferedBytes: limits.maxBufferedBytes,
      firstSeq: (attachment.resumeAfter ?? this.lastSeq) + 1,
      onClosed: (closed) => {
        this.#connections.delete(closed);
        this.#pacer.wake();
      },
      onDrained: () => this.#pacer.wake(),
    });
    this.#connections.add(connection);
    connection.arm(this.faults.takeRunning());
    connection.replay();
    this.#pacer.wake();
  }

  /** Notes a request that got no stream. */
  refuse(refusal: Omit<RefusalTruth, "at">): void {
    this.#refusals.add({ at: this.#stamp(), ...refusal });
  }

  /** Lets the faults set now strike the connections that are open, too. */
  armOpenConnections(): void {
    for (const connection of this.#connections) connection.arm(this.faults.takeRunning());
  }

  /** Makes no more events and ends all connections, without the end signal. */
  dispose(reason: Extract<EndReason, "forgotten" | "shutdown">): void {
    this.#disposed = true;
    this.#pacer.stop();
    this.#closeAll(reason, "end", this.#stamp());
  }

  #createPacer(): Pacer {
    const { clock, limits, rate } = this.#settings;
    const options = { clock, maxEventsPerTurn: limits.maxEventsPerTurn, make: () => this.#make() };
    if (rate > 0) return createSteadyPacer({ ...options, ratePerSecond: rate });
    return createEagerPacer({ ...options, ready: () => this.#keepUp() });
  }

  /** Whether somebody listens and nobody who does lags behind. */
  #keepUp(): boolean {
    let listening = false;
    for (const connection of this.#connections) {
      if (connection.stalled) continue;
      if (connection.lagging) return false;
      listening = true;
    }
    return listening;
  }

  #make(): boolean {
    const event = this.factory.create(this.lastSeq + 1);
    this.log.append(hash("sha1", event.payload, "buffer"), this.#stamp());
    for (const connection of this.#connections) connection.deliver(event);
    if (event.seq !== this.#settings.events) return true;
    this.#endedAt = this.#stamp();
    for (const connection of this.#connections) connection.finish();
    return false;
  }

  #closeAll(reason: EndReason, ending: OutletEnding, at: number): void {
    for (const connection of this.#connections) connection.close(reason, ending, at);
  }

  #record({ format, remote, resumeAfter }: Attachment, startedAt: number): ConnectionTruth {
    this.#connectionCount += 1;
    const record: ConnectionTruth = {
      id: this.#connectionCount,
      remote,
      format,
      startedAt,
      endedAt: null,
      endReason: null,
      stalledAt: null,
      resumedAfter: resumeAfter ?? null,
      firstSeq: null,
      lastSeq: null,
      eventsSent: 0,
      duplicatesSent: 0,
      heartbeatsSent: 0,
      bytesSent: 0,
      cutSeq: null,
    };
    this.#connectionRecords.add(record);
    return record;
  }
}
