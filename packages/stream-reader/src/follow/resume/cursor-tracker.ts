import { StreamOptionError } from "../../errors/caller-errors.ts";
import type { Frame } from "../../framing/frames/frame.ts";
import { DEFAULT_MAX_CURSOR_BYTES } from "../../limits.ts";
import {
  type CursorParts,
  type CursorPlace,
  type CursorReader,
  type CursorRule,
  type CursorTest,
  cursorReader,
  isCursor,
  isCursorParts,
  placeReader,
} from "./cursor.ts";
import { type PartValues, partsOfCursor, textOfParts } from "./cursor-parts.ts";
import { cursorRuleProblem } from "./cursor-rule.ts";

/** What a {@link cursorTracker} begins with. */
export interface CursorTrackerOptions {
  /** The cursor before the first frame: of several parts, those that the first frames lack are taken from it. None by default. */
  readonly start?: string | undefined;
  /** The longest cursor, in bytes of UTF-8; 8,192 by default. A longer one says nothing. */
  readonly maxBytes?: number | undefined;
  /** Which cursors the stream can go on after; others say nothing. By default, those that a request can carry. */
  readonly isUsable?: CursorTest | undefined;
}

/**
 * Makes a reader of the cursors of one connection's frames, which must be given to it in their order, each once: a cursor of
 * several parts goes on from the one before. Another connection wants another tracker, started with what its request went on
 * after.
 *
 * The reader gives undefined for a frame that says nothing, or what the stream cannot go on after, and `""` for one that takes the cursor
 * back (an empty `id` of SSE).
 *
 * @throws StreamOptionError when the rule is none, or of several parts and the start is not the JSON of parts
 */
export function cursorTracker(rule: CursorRule, options: CursorTrackerOptions = {}): CursorReader {
  const problem = cursorRuleProblem(rule);
  if (problem !== undefined) throw new StreamOptionError(problem);
  const { start, maxBytes = DEFAULT_MAX_CURSOR_BYTES } = options;
  const isUsable: CursorTest = (cursor) => isCursor(cursor, maxBytes) && (options.isUsable?.(cursor) ?? true);
  if (isCursorParts(rule)) return partsTracker(rule, start, isUsable);
  const read = cursorReader(rule, isUsable);
  if (read === undefined) throw new TypeError("a rule without a problem has a reader");
  return read;
}

function partsTracker(rule: CursorParts, start: string | undefined, isUsable: CursorTest): CursorReader {
  const readers = Object.entries(rule).map(([name, places]) => [name, partReader(places)] as const);
  let parts: PartValues = start === undefined ? new Map() : partsOfCursor(start);
  return (frame) => {
    const found = readers.flatMap(([name, read]) => {
      const value = read(frame);
      return value === undefined ? [] : [[name, value] as const];
    });
    if (found.length === 0) return undefined;
    if (!found.every(([, value]) => value === "" || isCursor(value, Number.POSITIVE_INFINITY)))
      return undefined;
    const next = inOrder(rule, new Map([...parts, ...found]));
    const cursor = next.size === 0 ? "" : textOfParts(next);
    if (cursor !== "" && !isUsable(cursor)) return undefined;
    parts = next;
    return cursor;
  };
}

/** What is in the first place where there is something; an id of SSE that is taken back is `""`. */
function partReader(places: CursorPlace | readonly CursorPlace[]): CursorReader {
  const readers = [places].flat().map((place) => ({ place, read: placeReader(place) }));
  return (frame: Frame) => {
    for (const { place, read } of readers) {
      const value = frame.rejected === undefined || place === "sse" ? read?.(frame) : undefined;
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

/** The parts that a rule has, in its order, without those that were taken back. */
function inOrder(rule: CursorParts, parts: PartValues): PartValues {
  return new Map(
    Object.keys(rule).flatMap((name) => {
      const value = parts.get(name);
      return value === undefined || value === "" ? [] : [[name, value] as const];
    }),
  );
}
