import type { ConnectionRecord, Ledger } from "@unbounded-streams/stream-ledger";
import { StreamUnknownError, TooManyRecordsError, WatchError } from "../errors.ts";
import { MAX_RECORDS, PAGE_SIZE, SUCCESSOR_WITHIN_MS } from "../limits.ts";
import type { Span } from "../report/gap-report.ts";
import { type ReadTarget, readFailure } from "./read-failure.ts";

/** What is read of a ledger. */
export type ReadableLedger = Pick<Ledger, "read" | "page">;

/** A ledger and what its table is called. */
export interface NamedLedger {
  readonly ledger: ReadableLedger;
  readonly tableName: string;
}

/** Reads of a ledger whose failures say what mends them. */
export class LedgerReader {
  private readonly ledger: ReadableLedger;
  private readonly target: ReadTarget & { readonly tableName: string };

  constructor({ ledger, tableName }: NamedLedger) {
    this.ledger = ledger;
    this.target = {
      ...{ what: `the ledger ${tableName}`, tableName, flag: "--table" },
      actions: "dynamodb:Query on the table",
    };
  }

  /**
   * The records of a time, those before it that may have gone on in it, and the next ones after it, which know how they came out.
   *
   * @throws {WatchError}
   */
  async records({ streamId, sinceMs, untilMs }: Span, signal?: AbortSignal): Promise<ConnectionRecord[]> {
    const request = {
      streamId,
      sinceMs,
      untilMs: untilMs + SUCCESSOR_WITHIN_MS,
      pageSize: PAGE_SIZE,
      signal,
    };
    const records: ConnectionRecord[] = [];
    try {
      for await (const record of this.ledger.read(request)) {
        if (records.length === MAX_RECORDS) throw new TooManyRecordsError(streamId, MAX_RECORDS);
        records.push(record);
      }
    } catch (error) {
      throw error instanceof WatchError ? error : readFailure(error, this.target);
    }
    return records;
  }

  /**
   * @throws {StreamUnknownError} when no connection of the stream is on record at any time
   * @throws {WatchError} when the ledger cannot be read
   */
  async assertKnown(streamId: string, signal?: AbortSignal): Promise<void> {
    const page = await this.ledger.page({ streamId, limit: 1 }, { signal }).catch((error: unknown) => {
      throw readFailure(error, this.target);
    });
    if (page.connections.length === 0) throw new StreamUnknownError(streamId, this.target.tableName);
  }
}
