import { StreamOptionError } from "../../errors/caller-errors.ts";
import type { Frame } from "../../framing/frames/frame.ts";
import {
  type CursorParts,
  type CursorReader,
  type CursorRule,
  type CursorTest,
  cursorProblem,
  cursorReader,
  isCursor,
  isCursorParts,
} from "./cursor.ts";
import { cursorTracker } from "./cursor-tracker.ts";
import { shown } from "./template.ts";

/** Who says that a frame is done with: the next step of the iteration, or `acknowledge`. */
export type Acknowledgement = "automatic" | "manual";

/** By which frames are looked into. */
export interface ProgressRules {
  readonly acknowledgement: Acknowledgement;
  readonly cursorOf: CursorRule | undefined;
  /** Which cursors the stream can go on after; others say nothing. */
  readonly isUsable: CursorTest;
  /** The longest of them, in bytes of UTF-8; for messages. */
  readonly maxCursorBytes: number;
  /** Whether control frames are handed over too. */
  readonly deliversControl: boolean;
}

/** How far a stream has come, as its consumer has acknowledged it. */
export class Progress {
  private readonly acknowledgement: Acknowledgement;
  private readonly readCursor: CursorReader | undefined;
  private readonly isUsable: CursorTest;
  private readonly maxCursorBytes: number;
  private readonly deliversControl: boolean;
  /** The parts of a cursor that has several, which are read in the order of the frames. */
  private readonly parts: CursorParts | undefined;
  private readonly cursorsOfParts = new WeakMap<Frame, string>();
  private trackParts: CursorReader | undefined;
  /** The cursor before the frames in hand. */
  private settled: string | undefined;
  private inHand: readonly Frame[] = [];
  /** Of the frames in hand, how many are done with; and of these, how many were handed over. */
  private taken = 0;
  private takenEvents = 0;

  /** @param start the cursor before the first frame */
  constructor(rules: ProgressRules, start: string | undefined) {
    const { acknowledgement, cursorOf, isUsable, deliversControl } = rules;
    this.acknowledgement = acknowledgement;
    this.isUsable = isUsable;
    this.maxCursorBytes = rules.maxCursorBytes;
    this.deliversControl = deliversControl;
    this.settled = start;
    if (cursorOf === undefined) return;
    if (isCursorParts(cursorOf)) {
      this.parts = cursorOf;
      this.readCursor = (frame) => this.cursorsOfParts.get(frame);
    } else this.readCursor = cursorReader(cursorOf, isUsable);
  }

  /** Where the newest acknowledged frame that says so has come to. Frames are looked into only when this is asked for. */
  get cursor(): string | undefined {
    for (let index = this.taken - 1; index >= 0; index -= 1) {
      const frame = this.inHand[index];
      const cursor = frame && this.cursorAt(frame);
      if (cursor !== undefined) return cursor || undefined;
    }
    return this.settled;
  }

  /** A connection begins that goes on after the cursor. */
  connected(): void {
    const { parts, cursor: start, isUsable } = this;
    const maxBytes = Number.POSITIVE_INFINITY;
    if (parts !== undefined) this.trackParts = cursorTracker(parts, { start, maxBytes, isUsable });
  }

  /**
   * These frames have come.
   *
   * @returns those of them that the consumer gets next
   */
  handOver(frames: Frame[]): Frame[] {
    if (this.trackParts !== undefined) this.noteParts(frames, this.trackParts);
    if (this.acknowledgement === "automatic") {
      this.settle(this.cursor);
      this.inHand = frames;
      this.took(0);
    }
    return frames.some((frame) => this.isHidden(frame))
      ? frames.filter((frame) => !this.isHidden(frame))
      : frames;
  }

  /** The consumer has asked for what comes after the first `count` of those that it got; hidden ones go with those before them. */
  took(count: number): void {
    for (; this.taken < this.inHand.length; this.taken += 1) {
      const frame = this.inHand[this.taken];
      if (frame !== undefined && this.isHidden(frame)) continue;
      if (this.takenEvents === count) return;
      this.takenEvents += 1;
    }
  }

  /** A connection is over, and all its frames are taken: SSE sets the last event id in events without data too. */
  caughtUp(lastEventId: string | undefined): void {
    if (this.acknowledgement === "manual" || lastEventId === undefined) return;
    if (lastEventId === "" || this.isUsable(lastEventId)) this.settle(lastEventId || undefined);
  }

  /** The stream has come to this cursor, whatever is in hand. */
  settle(cursor: string | undefined): void {
    this.settled = cursor;
    this.inHand = [];
    this.taken = 0;
    this.takenEvents = 0;
  }

  /**
   * @throws StreamOptionError for what is no cursor, and when acknowledging is automatic
   */
  acknowledge(position: string | Frame): void {
    if (this.acknowledgement === "automatic") {
      throw new StreamOptionError('acknowledging is automatic: give acknowledge: "manual" to do it yourself');
    }
    if (typeof position !== "string") {
      if (this.readCursor === undefined && position.control === undefined) {
        throw new StreamOptionError(
          "a frame was acknowledged, but cursorOf does not say where its cursor is",
        );
      }
      const cursor = this.cursorAt(position);
      if (cursor !== undefined) this.settle(cursor || undefined);
    } else if (this.isUsable(position)) this.settle(position);
    else throw new StreamOptionError(this.problemOf(position));
  }

  private problemOf(cursor: string): string {
    const what = "the acknowledged cursor";
    if (!isCursor(cursor, this.maxCursorBytes)) return cursorProblem(what, cursor, this.maxCursorBytes);
    return `${what} is ${shown(cursor)}: no request can go on after it by resume and whenResuming`;
  }

  /** A control frame has its cursor where its rule says; where it does not, the stream's own rule counts. */
  private cursorAt(frame: Frame): string | undefined {
    const cursor = frame.control?.cursor;
    if (cursor === "" || (cursor !== undefined && this.isUsable(cursor))) return cursor;
    return this.readCursor?.(frame);
  }

  private isHidden({ control }: Frame): boolean {
    return control !== undefined && !this.deliversControl;
  }

  private noteParts(frames: readonly Frame[], cursorOf: CursorReader): void {
    for (const frame of frames) {
      const cursor = cursorOf(frame);
      if (cursor !== undefined) this.cursorsOfParts.set(frame, cursor);
    }
  }
}
