import type { Attempt } from "@unbounded-streams/dynamodb-request";
import type { ConnectionKey } from "../types.ts";
import type { Utterance, Words } from "../words/words.ts";

/** Which records of a stream, by their sort keys. */
export interface MomentRange {
  readonly streamId: string;
  readonly from: string;
  readonly until: string;
}

/** Where a page of at most `size` starts: `after` is the `next` of the page before. */
export interface MomentPage {
  readonly after: string | undefined;
  readonly size: number;
  /** The latest first. */
  readonly isBackward: boolean;
}

/** A page of what was said of connections. */
export interface PageOfWords {
  readonly entries: readonly Words[];
  /** Absent after the last. */
  readonly next?: string;
}

/** A table of records, one attempt at a time. */
export interface LedgerTable {
  /** Adds a word, whose `addWord` it is; false when a connection has said all that there is to say. */
  write(utterance: Utterance, signal: AbortSignal | undefined): Promise<Attempt<boolean>>;
  find(key: ConnectionKey, signal: AbortSignal | undefined): Promise<Attempt<Words | undefined>>;
  page(range: MomentRange, page: MomentPage, signal: AbortSignal | undefined): Promise<Attempt<PageOfWords>>;
}
