import type { EventCounters } from "../events/event-intake.ts";
import type { MetricKey } from "./metric-names.ts";
import { whereAny } from "./where-any.ts";

/** Values of metrics, each in its own unit. */
export type MetricValues = Partial<Record<MetricKey, number>>;

/** What a connection has counted since its start. */
export interface ConnectionCounters extends EventCounters {
  readonly reconnects: number;
}

const NOTHING_COUNTED: ConnectionCounters = {
  received: 0,
  stored: 0,
  duplicates: 0,
  throttled: 0,
  deadLettered: 0,
  framesSkipped: 0,
  cursorless: 0,
  reconnects: 0,
};

/**
 * What a connection's metrics are at a moment: counts since they were taken last, the age of a connection that is up, and
 * each gap when it is over. Keeps no time itself; moments are epoch milliseconds.
 */
export class ConnectionMetrics {
  private taken = NOTHING_COUNTED;
  private upSinceMs: number | undefined;
  private gapSinceMs: number | undefined;

  /**
   * @param gapSinceMs from when on nobody can have been connected: it may lie in the future; undefined when that is not
   *   known
   */
  constructor(gapSinceMs: number | undefined) {
    this.gapSinceMs = gapSinceMs;
  }

  /** The connection is up: a gap is over. */
  opened(atMs: number): MetricValues {
    const gap = this.gapAt(atMs);
    this.gapSinceMs = undefined;
    this.upSinceMs = atMs;
    return gap;
  }

  /**
   * The connection is over.
   *
   * @param wasLost whether nobody has decided that: a gap begins
   */
  closed(atMs: number, wasLost: boolean): MetricValues {
    const age = this.ageAt(atMs);
    if (wasLost && this.upSinceMs !== undefined) this.gapSinceMs = atMs;
    this.upSinceMs = undefined;
    return age;
  }

  /** Events that are counted, trouble where there was any, and the connection's age while it is up. */
  take(atMs: number, counted: ConnectionCounters): MetricValues {
    const before = this.taken;
    this.taken = counted;
    return whereAny({
      eventsReceived: counted.received - before.received,
      eventsStored: counted.stored - before.stored,
      duplicateEvents: counted.duplicates - before.duplicates,
      sinkThrottles: counted.throttled - before.throttled,
      deadLetters: counted.deadLettered - before.deadLettered,
      framesSkipped: counted.framesSkipped - before.framesSkipped,
      cursorlessFrames: counted.cursorless - before.cursorless,
      reconnects: counted.reconnects - before.reconnects,
      ...this.ageAt(atMs),
    });
  }

  /** The last values: a gap that is not over goes with them, as long as it is by then. */
  finish(atMs: number, counted: ConnectionCounters): MetricValues {
    return { ...this.take(atMs, counted), ...this.gapAt(atMs) };
  }

  /** Another connection is up, or the stream is over: what looked like a gap is none that is known. */
  relieved(): void {
    this.gapSinceMs = undefined;
  }

  private gapAt(atMs: number): MetricValues {
    if (this.gapSinceMs === undefined || atMs <= this.gapSinceMs) return {};
    return { gapSeconds: (atMs - this.gapSinceMs) / 1_000 };
  }

  private ageAt(atMs: number): MetricValues {
    if (this.upSinceMs === undefined) return {};
    return { connectionAgeSeconds: Math.max(0, atMs - this.upSinceMs) / 1_000 };
  }
}
