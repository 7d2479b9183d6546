import { StreamOptionError } from "../../errors/caller-errors.ts";
import type { Frame } from "../../framing/frames/frame.ts";
import { type CursorReader, cursorProblem, isCursor } from "./cursor.ts";

/** Who says that a frame is done with: the next step of the iteration, or `acknowledge`. */
export type Acknowledgement = "automatic" | "manual";

/** By which frames are looked into. */
export interface ProgressRules {
  readonly acknowledgement: Acknowledgement;
  readonly readCursor: CursorReader | undefined;
  /** The longest cursor, in bytes of UTF-8. */
  readonly maxCursorBytes: number;
}

/** How far a stream has come, as its consumer has acknowledged it. */
export class Progress {
  private readonly acknowledgement: Acknowledgement;
  private readonly readCursor: CursorReader | undefined;
  private readonly maxCursorBytes: number;
  /** The cursor before the frames in hand. */
  private settled: string | undefined;
  private inHand: readonly Frame[] = [];
  private taken = 0;

  /** @param start the cursor before the first frame */
  constructor({ acknowledgement, readCursor, maxCursorBytes }: ProgressRules, start: string | undefined) {
    this.acknowledgement = acknowledgement;
    this.readCursor = readCursor;
    this.maxCursorBytes = maxCursorBytes;
    this.settled = start;
  }

  /** Where the newest acknowledged frame that says so has come to. Frames are looked into only when this is asked for. */
  get cursor(): string | undefined {
    for (let index = this.taken - 1; index >= 0; index -= 1) {
      const frame = this.inHand[index];
      const cursor = frame && this.readCursor?.(frame);
      if (cursor !== undefined) return cursor || undefined;
    }
    return this.settled;
  }

  /** The consumer gets these frames next. */
  handOver(frames: readonly Frame[]): void {
    if (this.acknowledgement === "manual" || this.readCursor === undefined) return;
    this.settle(this.cursor);
    this.inHand = frames;
  }

  /** The consumer has asked for what comes after the first `count` of the frames in hand. */
  took(count: number): void {
    this.taken = Math.min(count, this.inHand.length);
  }

  /** A connection is over, and all its frames are taken: SSE sets the last event id in events without data too. */
  caughtUp(lastEventId: string | undefined): void {
    if (this.acknowledgement === "manual" || lastEventId === undefined) return;
    if (lastEventId === "" || isCursor(lastEventId, this.maxCursorBytes))
      this.settle(lastEventId || undefined);
  }

  /** The stream has come to this cursor, whatever is in hand. */
  settle(cursor: string | undefined): void {
    this.settled = cursor;
    this.inHand = [];
    this.taken = 0;
  }

  /**
   * @throws StreamOptionError for what is no cursor, and when acknowledging is automatic
   */
  acknowledge(position: string | Frame): void {
    if (this.acknowledgement === "automatic") {
      throw new StreamOptionError('acknowledging is automatic: give acknowledge: "manual" to do it yourself');
    }
    if (typeof position !== "string") {
      if (this.readCursor === undefined) {
        throw new StreamOptionError(
          "a frame was acknowledged, but cursorOf does not say where its cursor is",
        );
      }
      const cursor = this.readCursor(position);
      if (cursor !== undefined) this.settle(cursor || undefined);
    } else if (isCursor(position, this.maxCursorBytes)) this.settle(position);
    else throw new StreamOptionError(cursorProblem("the acknowledged cursor", position, this.maxCursorBytes));
  }
}
