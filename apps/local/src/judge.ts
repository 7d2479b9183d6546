import { hash } from "node:crypto";
import type { StoredEvent } from "@unbounded-streams/event-sink";

/** An event that the source made. */
export interface MadeEvent {
  readonly id: string;
  /** SHA-1 of the event's bytes, 40 lower-case hex digits. */
  readonly sha1: string;
}

/** How strictly events are asked for. */
export interface JudgeOptions {
  /** Whether those at the very end that are not in the table were on their way, and are not asked for. Default false. */
  readonly isCutShort?: boolean;
}

/** The table beside the truth. */
export interface Judgement {
  /** Events that must be in the table. */
  readonly sent: number;
  /** Of those, how many are in the table. */
  readonly stored: number;
  readonly lost: number;
  /** Of those, how many are there more than once. */
  readonly storedTwice: number;
  /** Records in the table that the source never made, such as half an event. */
  readonly unknown: number;
}

/**
 * Compares the table with what the source made, item by item and byte by byte. An item of the format `chunks` may hold
 * several events, one a line.
 *
 * @param expected those of the events made that must be in the table; all by default
 */
export function judge(
  items: Iterable<Pick<StoredEvent, "data">>,
  made: readonly MadeEvent[],
  expected: readonly MadeEvent[] = made,
  { isCutShort = false }: JudgeOptions = {},
): Judgement {
  const copies = new Map(made.map(({ sha1 }) => [sha1, 0]));
  let unknown = 0;
  for (const { data } of items) {
    for (const record of recordsOf(data)) {
      const sha1 = hash("sha1", record, "hex");
      const count = copies.get(sha1);
      if (count === undefined) unknown += 1;
      else copies.set(sha1, count + 1);
    }
  }
  const isMissing = ({ sha1 }: MadeEvent) => copies.get(sha1) === 0;
  const lastStored = expected.findLastIndex((event) => !isMissing(event));
  const due = isCutShort ? expected.slice(0, lastStored + 1) : expected;
  const lost = due.filter(isMissing).length;
  return {
    sent: due.length,
    stored: due.length - lost,
    lost,
    storedTwice: [...copies.values()].filter((count) => count > 1).length,
    unknown,
  };
}

function recordsOf(data: string | Uint8Array): (string | Uint8Array)[] {
  if (typeof data !== "string") return [data];
  return data.split("\n").filter((line) => line.trim() !== "");
}
