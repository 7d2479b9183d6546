import {
  type AcknowledgedEvent,
  type DeadLetter,
  type EventKeyRule,
  EventRejectedError,
  type EventSink,
  type EventSinkOptions,
  EventTooLargeError,
  eventKey,
  InvalidEventError,
  type SettledEvent,
  type SinkEvent,
  type StoredSegment,
} from "@unbounded-streams/event-sink";
import type { LeaseCounts } from "@unbounded-streams/stream-lease";
import type { Frame, FrameControl, FrameRejection } from "@unbounded-streams/stream-reader";
import type { HandoverProof } from "../report/connection-report.ts";
import { Checkpoints } from "./checkpoints.ts";
import { countCopies } from "./count-copies.ts";
import { CursorWatch, type CursorWatchOptions } from "./cursor-watch.ts";
import { type EventIdReader, type EventIdRule, eventIdReader } from "./event-id.ts";
import { EventSpan } from "./event-span.ts";
import { OverlapProbe } from "./overlap-probe.ts";
import { RenamedEvents } from "./renamed-events.ts";
import { SkippedFrames } from "./skipped-frames.ts";

/** How much later than this connection another one may have received an event; 1 s. */
const SEGMENT_MARGIN_MS = 1_000;

/** What an invocation has counted of events since its start. */
export interface EventCounters extends LeaseCounts {
  readonly throttled: number;
  readonly deadLettered: number;
  readonly framesSkipped: number;
  readonly cursorless: number;
}

/**
 * What becomes of a frame that cannot be stored: too large, not what its format says, without a usable key.
 *
 * - `dead-letter`: it is kept where dead letters are, or else goes to the log in part, and the stream goes on after it
 * - `fail`: the connection fails, unless it is an event and there is a place for dead letters
 */
export type InvalidRule = "dead-letter" | "fail";

/** What a sink is to be given. */
export type SinkHooks = Pick<EventSinkOptions, "deadLetter" | "onAcknowledged" | "onSettled">;

/** What the intake needs. */
export interface EventIntakeOptions extends CursorWatchOptions {
  createSink(hooks: SinkHooks): EventSink;
  /** Where what cannot be stored is kept. */
  deadLetter?: DeadLetter | undefined;
  /** Default `dead-letter`. */
  onInvalid?: InvalidRule | undefined;
  /** The sink's own rule, by which another connection's events are known again. Default `"sha1"`, the sink's default. */
  key?: EventKeyRule | undefined;
  /** Where an event's id is; without it there is no checkpoint. */
  eventId: EventIdRule | undefined;
  /**
   * Gives the segments of the stream whose first event came before `untilMs`, each shard's newest first; absent unless the sink writes packed. They tell which events
   * another connection has stored, too, which such a table does not say when it takes them.
   */
  segments?: ((untilMs: number, signal: AbortSignal) => AsyncIterable<StoredSegment>[]) | undefined;
  /** How many events of a handover are remembered. Default 20,000. */
  overlapKeys?: number | undefined;
  /** How many events of a connection are compared with those of the next. Default 500. */
  comparedEvents?: number | undefined;
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
  if (error instanceof EventTooLargeError || error instanceof InvalidEventError) return;
  if (!(error instanceof EventRejectedError)) throw error;
}

/** Takes the frames of all connections of an invocation into the sink, and remembers how far they have come. */
export class EventIntake {
  /** The newest id, of what was taken in, that can be resumed from. */
  lastId: string | undefined;
  /** Of all events, whether or not they can be resumed from. */
  readonly span = new EventSpan();
  private readonly checkpoints = new Checkpoints();
  private readonly options: EventIntakeOptions;
  private readonly sink: EventSink;
  private readonly skipped: SkippedFrames;
  private readonly cursors: CursorWatch;
  private readonly renamed: RenamedEvents | undefined;
  private idOf: EventIdReader;
  private connections = 0;
  private probe: OverlapProbe | undefined;
  private progressDueMs: number;

  constructor(options: EventIntakeOptions) {
    const { log, onInvalid = "dead-letter", key = "sha1" } = options;
    this.options = options;
    this.idOf = this.idReader(undefined);
    this.skipped = new SkippedFrames(log);
    this.cursors = new CursorWatch(options);
    this.renamed = key === "sha1" ? new RenamedEvents(log, options.comparedEvents) : undefined;
    const deadLetter = options.deadLetter ?? (onInvalid === "fail" ? undefined : this.skipped);
    this.sink = options.createSink({
      ...(deadLetter !== undefined && { deadLetter }),
      onSettled: (settled) => this.settled(settled),
      onAcknowledged: (event) => this.acknowledged(event),
    });
    this.progressDueMs = options.now() + options.progressIntervalMs;
  }

  /** The newest id that can be resumed from up to which everything is durable. */
  get checkpoint(): string | undefined {
    return this.checkpoints.durable;
  }

  get counts(): LeaseCounts {
    const { received, stored, duplicates } = this.sink.stats;
    return { received, stored, duplicates };
  }

  get counters(): EventCounters {
    const { throttled, deadLettered } = this.sink.stats;
    const framesSkipped = Math.min(this.skipped.count, deadLettered);
    return {
      ...this.counts,
      throttled,
      deadLettered: deadLettered - framesSkipped,
      framesSkipped,
      cursorless: this.cursors.cursorless,
    };
  }

  /** Whether an event could not be stored, which `flush` rejects with. */
  get hasFailed(): boolean {
    return this.sink.stats.failed > 0;
  }

  /** What is known of the handover to this invocation; undefined when nothing was looked for. */
  get handover(): HandoverProof | undefined {
    return this.probe?.proof;
  }

  /** It is known of the stream that it has frames which it cannot be resumed from: nobody need be told again. */
  wasWarnedOfCursors(): void {
    this.cursors.hasWarned = true;
  }

  /** What comes goes on after this id, or from nowhere that is known: nothing before it counts any more. */
  goesOnAfter(id: string | undefined): void {
    this.lastId = undefined;
    this.idOf = this.idReader(id);
  }

  /** A connection of the invocation is up. */
  connected(): void {
    this.connections += 1;
    this.renamed?.connected();
  }

  /** Looks for events of the predecessor among those of the next `windowMs`. */
  watchForOverlap(connectedAtMs: number, windowMs: number): void {
    this.probe ??= new OverlapProbe(connectedAtMs, windowMs, this.options.overlapKeys);
  }

  /**
   * Where the table does not say it at once: looks which events of the predecessor came again. Everything received must be durable. What it cannot
   * find out is not known; it never rejects.
   *
   * @param beforeMs from when on a successor may have been up: what arrived then may be its own
   */
  async lookForOverlap(beforeMs: number, signal: AbortSignal): Promise<void> {
    const { probe } = this;
    const { segments, log } = this.options;
    const lastAtMs = probe?.lastAtMs;
    if (probe === undefined || lastAtMs === undefined || segments === undefined) return;
    try {
      const shards = segments(lastAtMs + SEGMENT_MARGIN_MS, signal);
      probe.onCopies(await countCopies(shards, { probe, beforeMs }));
    } catch (error) {
      probe.cannotKnow();
      log.warn("overlap not known", { error: String(error) });
    }
  }

  /** Hands frames to the sink, in order; waits while the sink is full. Of what is no event only the id counts. */
  async store(frames: readonly Frame[]): Promise<void> {
    const { log, logEvents, now } = this.options;
    const receivedAtMs = now();
    for (const frame of frames) {
      if (logEvents) log.debug(frame.control === undefined ? "event" : "no event", { data: frame.text });
      if (frame.control === undefined) await this.storeEvent(frame, receivedAtMs);
      else this.pass(frame, frame.control);
    }
    if (receivedAtMs < this.progressDueMs) return;
    this.progressDueMs = receivedAtMs + this.options.progressIntervalMs;
    log.info("progress", { ...this.counts });
  }

  private async storeEvent(frame: Frame, receivedAtMs: number): Promise<void> {
    const { rejected } = frame;
    const id = this.idOf(frame);
    this.span.note(id, receivedAtMs);
    const isCursor = this.isCursor(id);
    this.checkpoints.writes(isCursor);
    try {
      if (rejected === undefined) await this.write(frame, id, receivedAtMs);
      else await this.reject(frame, rejected, id, receivedAtMs);
    } catch (error) {
      passOverUnstorable(error);
    }
    if (isCursor) this.lastId = id;
  }

  /** A frame that is no event says how far the stream has come, once all before it is durable. */
  private pass(frame: Frame, { cursor }: FrameControl): void {
    const own = this.idOf(frame);
    const id = this.isCursor(cursor) ? cursor : own;
    if (!this.isCursor(id)) return;
    this.checkpoints.mark(id);
    this.lastId = id;
  }

  private isCursor(id: string | undefined): id is string {
    return this.options.eventId !== undefined && this.cursors.isUsable(id);
  }

  private idReader(start: string | undefined): EventIdReader {
    const { eventId, maxCursorBytes, isUsable } = this.options;
    return eventId === undefined
      ? ({ id }) => id
      : eventIdReader(eventId, { start, maxBytes: maxCursorBytes, isUsable });
  }

  private write(frame: Frame, id: string | undefined, receivedAtMs: number): Promise<void> {
    const { eventId, key = "sha1" } = this.options;
    const idInData = eventId?.in === "json";
    const event: SinkEvent = { data: frame.bytes, id, idInData, type: frame.event, receivedAtMs };
    this.cursors.note(frame, id);
    if (id !== undefined && !idInData) this.renamed?.received(frame, id);
    if (id !== undefined || key !== "sha1") this.watch(event, receivedAtMs);
    return this.sink.write(event);
  }

  /** Shows the probe an event that can occur once; one without a usable key is none of the overlap. */
  private watch(event: SinkEvent, receivedAtMs: number): void {
    if (!this.probe?.isWatching(receivedAtMs)) return;
    try {
      this.probe.onReceived(eventKey(event, this.options.key), receivedAtMs, this.connections);
    } catch (error) {
      passOverUnstorable(error);
    }
  }

  private reject(
    { bytes, event }: Frame,
    { cause, sizeBytes }: FrameRejection,
    id: string | undefined,
    receivedAtMs: number,
  ): Promise<void> {
    const { code: reason, message } = cause;
    return this.sink.reject({ data: bytes, sizeBytes, reason, message, id, type: event, receivedAtMs });
  }

  /**
   * After a lost reply the table has the event because of this very write, and a dead-letter store does not say whose
   * copy it keeps: neither proves anything of another connection.
   */
  private settled({ key, outcome, ambiguous, location }: SettledEvent): void {
    const { log, deadLetter } = this.options;
    if (outcome === "dead-lettered" && deadLetter !== undefined) log.info("dead letter", { location });
    this.probe?.onSettled(key, outcome === "duplicate" && ambiguous !== true ? "duplicate" : "stored");
  }

  private acknowledged(event: AcknowledgedEvent): void {
    this.checkpoints.acknowledged(event, this.isCursor(event.id) ? event.id : undefined);
  }

  /** Resolves when everything stored so far is durable. */
  flush(): Promise<void> {
    return this.sink.flush();
  }
}
