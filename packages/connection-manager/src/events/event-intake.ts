import {
  type AcknowledgedEvent,
  type EventKeyRule,
  type EventSink,
  type EventSinkOptions,
  EventTooLargeError,
  eventKey,
  InvalidEventError,
  type SettledEvent,
  type SinkEvent,
} from "@unbounded-streams/event-sink";
import type { LeaseCounts } from "@unbounded-streams/stream-lease";
import { type Frame, isCursor } from "@unbounded-streams/stream-reader";
import type { ConnectionLog } from "../report/connection-log.ts";
import type { HandoverProof } from "../report/connection-report.ts";
import { type EventIdRule, eventIdOf } from "./event-id.ts";
import { OverlapProbe } from "./overlap-probe.ts";

/** What an invocation has counted of events since its start. */
export interface EventCounters extends LeaseCounts {
  readonly throttled: number;
  readonly deadLettered: number;
}

/** What the intake needs. */
export interface EventIntakeOptions {
  createSink(hooks: Pick<EventSinkOptions, "onAcknowledged" | "onSettled">): EventSink;
  /** The sink's own rule, by which another connection's events are known again. Default `"sha1"`, the sink's default. */
  key?: EventKeyRule | undefined;
  /** Where an event's id is; without it there is no checkpoint. */
  eventId: EventIdRule | undefined;
  log: ConnectionLog;
  /** Whether to log each event's text, at debug level. */
  logEvents: boolean;
  /** How often to log progress while events come, in milliseconds. */
  progressIntervalMs: number;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * An event that can never be stored does not keep those after it from being stored: the sink names it when it is flushed,
 * and the connection fails then.
 */
function passOverUnstorable(error: unknown): void {
  if (!(error instanceof EventTooLargeError || error instanceof InvalidEventError)) throw error;
}

/** Takes the frames of all connections of an invocation into the sink, and remembers how far they have come. */
export class EventIntake {
  /** The newest id, of the events handed to the sink, that can be resumed from. */
  lastId: string | undefined;
  /** The newest id that can be resumed from of the events up to which everything is durable. */
  checkpoint: string | undefined;
  private readonly options: EventIntakeOptions;
  private readonly sink: EventSink;
  private probe: OverlapProbe | undefined;
  private progressDueMs: number;

  constructor(options: EventIntakeOptions) {
    this.options = options;
    this.sink = options.createSink({
      onSettled: (settled) => this.settled(settled),
      onAcknowledged: (event) => this.acknowledged(event),
    });
    this.progressDueMs = options.now() + options.progressIntervalMs;
  }

  get counts(): LeaseCounts {
    const { received, stored, duplicates } = this.sink.stats;
    return { received, stored, duplicates };
  }

  get counters(): EventCounters {
    const { throttled, deadLettered } = this.sink.stats;
    return { ...this.counts, throttled, deadLettered };
  }

  /** Whether an event could not be stored, which `flush` rejects with. */
  get hasFailed(): boolean {
    return this.sink.stats.failed > 0;
  }

  /** What is known of the handover to this invocation; undefined when nothing was looked for. */
  get handover(): HandoverProof | undefined {
    return this.probe?.proof;
  }

  /** Looks for events of the predecessor among those of the next `windowMs`. */
  watchForOverlap(connectedAtMs: number, windowMs: number): void {
    this.probe ??= new OverlapProbe(connectedAtMs, windowMs);
  }

  /** Hands frames to the sink, in order; waits while the sink is full. */
  async store(frames: readonly Frame[]): Promise<void> {
    const { log, logEvents, eventId, key, now } = this.options;
    const receivedAtMs = now();
    for (const frame of frames) {
      if (logEvents) log.debug("event", { data: frame.text });
      const id = eventId === undefined ? frame.id : eventIdOf(eventId, frame);
      const event: SinkEvent = { data: frame.bytes, id, type: frame.event, receivedAtMs };
      try {
        const accepted = this.sink.write(event);
        if (this.probe?.isWatching(receivedAtMs)) this.probe.onReceived(eventKey(event, key), receivedAtMs);
        await accepted;
      } catch (error) {
        passOverUnstorable(error);
      }
      if (eventId !== undefined && id !== undefined && isCursor(id)) this.lastId = id;
    }
    if (receivedAtMs < this.progressDueMs) return;
    this.progressDueMs = receivedAtMs + this.options.progressIntervalMs;
    log.info("progress", { ...this.counts });
  }

  /**
   * After a lost reply the table has the event because of this very write, and a dead-letter store does not say whose
   * copy it keeps: neither proves anything of another connection.
   */
  private settled({ key, outcome, ambiguous, location }: SettledEvent): void {
    if (outcome === "dead-lettered") this.options.log.info("dead letter", { location });
    this.probe?.onSettled(key, outcome === "duplicate" && ambiguous !== true ? "duplicate" : "stored");
  }

  private acknowledged({ id }: AcknowledgedEvent): void {
    if (this.options.eventId !== undefined && id !== undefined && isCursor(id)) this.checkpoint = id;
  }

  /** Resolves when everything stored so far is durable. */
  flush(): Promise<void> {
    return this.sink.flush();
  }
}
