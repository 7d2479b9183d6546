import { MAX_DEAD_LETTERS_IN_FLIGHT } from "../limits.ts";
import type { EventItem } from "../records/item.ts";
import type { PendingWrite } from "./judge-attempt.ts";
import type { OpenWrite } from "./open-writes.ts";
import type { PlannedDeadLetter, PlannedPut } from "./plan-put.ts";

/** One event for the table, from `write` to its outcome. */
export interface SinkWrite extends PendingWrite, OpenWrite {
  readonly kind: "put";
  readonly key: string;
  item: EventItem;
  readonly isKeyDerived: boolean;
  /** Those of the item that are not the sink's own. */
  attributes: EventItem | undefined;
  /** Writes of the same key that came while this one was in flight. */
  readonly followers: SinkWrite[];
}

/** One event for the dead-letter store, from `write` to its outcome. */
export interface DeadLetterWrite extends OpenWrite {
  readonly kind: "dead-letter";
  readonly key: string;
  /** Undefined once the write is settled. */
  planned: PlannedDeadLetter | undefined;
  /** What counts against the bound of bytes in flight. */
  readonly sizeBytes: number;
}

const NO_ITEM: EventItem = {};

/** A settled write may wait behind one that is not, for the order: its event's data need not. */
export function letGo(write: SinkWrite | DeadLetterWrite): void {
  if (write.kind === "put") {
    write.item = NO_ITEM;
    write.attributes = undefined;
  } else write.planned = undefined;
}

export function createSinkWrite(sequence: number, id: string | undefined, put: PlannedPut): SinkWrite {
  const { key, item, sizeBytes, isKeyDerived, attributes } = put;
  return {
    kind: "put",
    sequence,
    key,
    id,
    item,
    sizeBytes,
    isKeyDerived,
    attributes,
    state: "open",
    attempts: 0,
    maybeOurs: false,
    alone: false,
    followers: [],
  };
}

/**
 * A dead letter may be larger than all that may be in flight: then it is in flight alone. The smallest one counts as a share
 * of that, which bounds how many there are.
 */
export function createDeadLetterWrite(
  sequence: number,
  id: string | undefined,
  planned: PlannedDeadLetter,
  maxInFlightBytes: number,
): DeadLetterWrite {
  const leastBytes = Math.ceil(maxInFlightBytes / MAX_DEAD_LETTERS_IN_FLIGHT);
  const sizeBytes = Math.min(Math.max(planned.sizeBytes, leastBytes), maxInFlightBytes);
  return { kind: "dead-letter", sequence, key: planned.key, id, planned, sizeBytes, state: "open" };
}
