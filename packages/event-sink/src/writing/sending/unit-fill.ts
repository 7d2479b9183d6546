import { WRITE_UNIT_BYTES } from "../../limits.ts";

/** A segment that is being collected. */
export interface Collected {
  readonly events: number;
  /** As items, before they are packed. */
  readonly bytes: number;
  readonly ageMs: number;
  readonly delayMs: number;
}

/** What a segment has beside its events, in bytes. */
const SEGMENT_FRAME_BYTES = 110;

/** How far the estimate of a segment's size may be off. */
const MARGIN = 1.02;

/** How much of the last ratio is believed. */
const WEIGHT = 0.3;

/**
 * Foresees what segments come to, so that one is cut when its write units are just full: a unit is paid for as started. The ratio of packed to
 * unpacked bytes is learned from segment to segment.
 */
export class UnitFill {
  private ratio: number | undefined;

  /** A segment has been packed. */
  learn(bytes: number, packedBytes: number): void {
    const ratio = Math.max(0, packedBytes - SEGMENT_FRAME_BYTES) / bytes;
    this.ratio = this.ratio === undefined ? ratio : this.ratio + WEIGHT * (ratio - this.ratio);
  }

  /**
   * Whether to cut now: one more event would start another unit, and by the end of the delay too few more would come to
   * fill it.
   */
  isFull({ events, bytes, ageMs, delayMs }: Collected): boolean {
    if (this.ratio === undefined || ageMs <= 0) return false;
    const perEvent = (bytes / events) * this.ratio * MARGIN;
    const packed = SEGMENT_FRAME_BYTES + events * perEvent;
    const isLastOfUnit = units(packed + perEvent) > units(packed);
    const toCome = (events / ageMs) * Math.max(0, delayMs - ageMs) * perEvent;
    return isLastOfUnit && toCome < WRITE_UNIT_BYTES;
  }
}

function units(bytes: number): number {
  return Math.ceil(bytes / WRITE_UNIT_BYTES);
}
