import { type CursorTest, type Frame, isCursor } from "@unbounded-streams/stream-reader";
import type { ConnectionLog } from "../report/connection-log.ts";

/** What the watch needs. */
export interface CursorWatchOptions {
  /** Whether the source is asked to go on after a cursor: otherwise nobody misses one. */
  readonly resumes: boolean;
  /** The longest cursor, in bytes of UTF-8; for what is logged. */
  readonly maxCursorBytes: number;
  /** Which ids the source can be resumed from. */
  readonly isUsable: CursorTest;
  readonly log: ConnectionLog;
}

/** Counts the frames of a stream that is resumed from which it could not be, and warns of the first. */
export class CursorWatch {
  /** Frames without a usable cursor. */
  cursorless = 0;
  /** Whether there was a warning, here or in an invocation before. */
  hasWarned = false;
  private readonly options: CursorWatchOptions;

  constructor(options: CursorWatchOptions) {
    this.options = options;
  }

  /** Whether the source can be resumed from this id. */
  isUsable(id: string | undefined): id is string {
    return id !== undefined && this.options.isUsable(id);
  }

  /** @param id the frame's own, by the rule of the stream; an SSE event without one has that which is in force */
  note(frame: Frame, id: string | undefined): void {
    const { resumes, maxCursorBytes, log } = this.options;
    const cursor = id ?? frame.lastEventId;
    if (!resumes || this.isUsable(cursor)) return;
    this.cursorless += 1;
    if (this.hasWarned) return;
    this.hasWarned = true;
    const problem = problemOf(cursor, maxCursorBytes);
    log.warn("frame without a cursor", {
      problem: `${problem}: the stream is not resumed from there, events may come again or be missing`,
    });
  }
}

function problemOf(id: string | undefined, maxCursorBytes: number): string {
  if (id === undefined || id === "") return "it has no id where EVENT_ID says";
  const bytes = Buffer.byteLength(id);
  if (bytes > maxCursorBytes) return `its id has ${bytes} bytes, over MAX_CURSOR_BYTES, ${maxCursorBytes}`;
  if (!isCursor(id, maxCursorBytes)) return "its id has characters that no request can carry";
  return "its id is none that RESUME, or the URL of RESUME_REQUEST, can take";
}
