import { isDeepStrictEqual } from "node:util";
import type { System } from "@unbounded-streams/dynamodb-request";
import { MAX_SEGMENT_BYTES, MAX_SEGMENT_EVENTS, MAX_SEGMENT_SPAN_MS } from "../../limits.ts";
import type { EventItem } from "../../records/item.ts";
import { type Segment, toSegment } from "../../records/segment.ts";
import type { TableKeys } from "../../records/table-layout.ts";
import type { PendingWrite } from "../judge-attempt.ts";
import { letGo, type SinkWrite } from "../sink-write.ts";
import { UnitFill } from "./unit-fill.ts";

/** A segment on its way to the table. */
export interface SegmentWrite extends PendingWrite {
  readonly kind: "segment";
  /** The events in it, in their order; settled with it. */
  readonly members: readonly SinkWrite[];
}

/** What a packer depends on. */
export interface PackerOptions {
  /** How long the first event of a segment waits for others at most, in milliseconds. */
  readonly packDelayMs: number;
  readonly partitionOf: (key: string) => string;
  readonly keys: TableKeys;
  readonly system: Pick<System, "after" | "now">;
  readonly onSegment: (write: SegmentWrite) => void;
}

interface OpenSegment {
  /** Of its first event. */
  readonly startMs: number;
  readonly begunAtMs: number;
  readonly members: SinkWrite[];
  /** What all of its events have beside the sink's own attributes. */
  readonly attributes: EventItem | undefined;
  bytes: number;
}

/** Collects events to segments, each cut by its bytes, its count, the delay of its first event, what its times span, and its attributes. */
export class Packer {
  private readonly options: PackerOptions;
  private readonly fill = new UnitFill();
  private open: OpenSegment | undefined;
  private stopTimer: (() => void) | undefined;

  constructor(options: PackerOptions) {
    this.options = options;
  }

  add(write: SinkWrite): void {
    const atMs = Number(write.item.receivedAt?.N ?? this.options.system.now());
    if (this.open !== undefined && !fits(this.open, write, atMs)) this.cut();
    this.open ??= this.begin(atMs, write.attributes);
    this.open.members.push(write);
    this.open.bytes += write.sizeBytes;
    if (isFull(this.open) || this.fillsItsUnits(this.open)) this.cut();
  }

  /** Sends off what is collected. */
  cut(): void {
    const { open } = this;
    this.stopTimer?.();
    this.stopTimer = undefined;
    this.open = undefined;
    if (open !== undefined) this.options.onSegment(this.written(open));
  }

  private begin(startMs: number, attributes: EventItem | undefined): OpenSegment {
    const { packDelayMs, system } = this.options;
    this.stopTimer = system.after(packDelayMs, () => this.cut());
    return { startMs, begunAtMs: system.now(), members: [], attributes, bytes: 0 };
  }

  private fillsItsUnits({ begunAtMs, members, bytes }: OpenSegment): boolean {
    const { packDelayMs: delayMs, system } = this.options;
    return this.fill.isFull({ events: members.length, bytes, ageMs: system.now() - begunAtMs, delayMs });
  }

  private written({ startMs, members, bytes, attributes }: OpenSegment): SegmentWrite {
    const { partitionOf, keys } = this.options;
    const { item, sizeBytes }: Segment = toSegment({
      startMs,
      events: members,
      partitionOf,
      keys,
      ...(attributes && { attributes }),
    });
    this.fill.learn(bytes, sizeBytes);
    for (const member of members) letGo(member);
    return { kind: "segment", members, item, sizeBytes, attempts: 0, maybeOurs: false, alone: false };
  }
}

function fits({ startMs, bytes, attributes }: OpenSegment, write: SinkWrite, atMs: number): boolean {
  const isInSpan = atMs >= startMs && atMs - startMs <= MAX_SEGMENT_SPAN_MS;
  const isAlike = isDeepStrictEqual(write.attributes, attributes);
  return isInSpan && isAlike && bytes + write.sizeBytes <= MAX_SEGMENT_BYTES;
}

function isFull({ members, bytes }: OpenSegment): boolean {
  return members.length >= MAX_SEGMENT_EVENTS || bytes >= MAX_SEGMENT_BYTES;
}
