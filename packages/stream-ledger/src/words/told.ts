import type { ConnectionRecord, Inference } from "../types.ts";
import { recordOfWords } from "./record-of-words.ts";
import type { Words } from "./words.ts";

/**
 * A connection as the API tells it: its last own word, and beside it, when it has not said how it ended, what others infer. Of one that
 * has never said anything there is nothing but that, and the stream's id.
 */
export interface ToldConnection extends Partial<ConnectionRecord> {
  readonly streamId: string;
  readonly inferredBySuccessor?: Inference;
  readonly inferredByHost?: Inference;
}

/** What is told of a connection. */
export function toldOf({ closed, amended, opened, ...inferences }: Words, streamId: string): ToldConnection {
  return closed ?? { ...(amended ?? opened ?? { streamId }), ...inferences };
}

/** The record of a connection that was told of; undefined when nothing was. */
export function recordOfTold(told: ToldConnection): ConnectionRecord | undefined {
  const { inferredBySuccessor, inferredByHost, ...own } = told;
  return recordOfWords({
    ...(own.claimId === undefined ? {} : { opened: own as ConnectionRecord }),
    ...(inferredBySuccessor === undefined ? {} : { inferredBySuccessor }),
    ...(inferredByHost === undefined ? {} : { inferredByHost }),
  });
}
