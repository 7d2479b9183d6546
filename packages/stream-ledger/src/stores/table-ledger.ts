import type { RetryPolicy, System } from "@unbounded-streams/dynamodb-request";
import { firstMoment, firstMomentOf, lastMoment, lastMomentOf } from "../dynamodb/moment.ts";
import {
  checkInference,
  checkKey,
  checkPageRequest,
  checkReadRequest,
  checkRecord,
} from "../entries/check-entry.ts";
import { fittingInference, fittingRecord } from "../entries/fit-entry.ts";
import type { CallOptions, Ledger, ReadOptions } from "../ledger.ts";
import { DEFAULT_PAGE_SIZE, MAX_TIME_MS, RECORDS_BEFORE } from "../limits.ts";
import type { ConnectionRecord, ReadRequest } from "../types.ts";
import { recordOfWords } from "../words/record-of-words.ts";
import { toldOf } from "../words/told.ts";
import { type Utterance, WORD_OF } from "../words/words.ts";
import { untilDone } from "./calls.ts";
import type { LedgerTable, MomentPage, MomentRange, PageOfWords } from "./ledger-table.ts";

/** What {@link createTableLedger} takes. */
export interface TableLedgerOptions {
  readonly table: LedgerTable;
  readonly retry: RetryPolicy;
  readonly system: Pick<System, "random" | "sleep">;
}

/**
 * A `Ledger` over a table whose requests and replies may get lost: a word that is said twice is there once, so a write that was
 * not answered is made again.
 */
export function createTableLedger({ table, retry, system }: TableLedgerOptions): Ledger {
  const deps = ({ signal }: CallOptions) => ({ retry, system, signal });
  const write = (verb: string, utterance: Utterance, options: CallOptions) =>
    untilDone(
      `${verb} of stream ${utterance.said.streamId}`,
      () => table.write(utterance, options.signal),
      deps(options),
    );
  const sayer =
    (word: "opened" | "amended" | "closed") =>
    async (record: ConnectionRecord, options: CallOptions = {}) => {
      checkRecord(word, record);
      const said = fittingRecord(record);
      await write(word, { word, said }, options);
    };
  return {
    opened: sayer("opened"),
    amended: sayer("amended"),
    closed: sayer("closed"),
    async infer(inference, options = {}) {
      checkInference(inference);
      const said = fittingInference(inference);
      return write("infer", { word: WORD_OF[said.by], said } as Utterance, options);
    },
    async find(key, options = {}) {
      checkKey("find", key);
      const what = `find of stream ${key.streamId}`;
      const words = await untilDone(what, () => table.find(key, options.signal), deps(options));
      return words && recordOfWords(words);
    },
    async page(request, options = {}) {
      checkPageRequest({ ...request });
      const { streamId, limit = DEFAULT_PAGE_SIZE, next: after } = request;
      const range = { streamId, from: firstMomentOf(request.since), until: lastMomentOf(request.until) };
      const page = { after, size: limit, isBackward: false };
      const { entries, next } = await untilDone(
        `page of stream ${streamId}`,
        () => table.page(range, page, options.signal),
        deps(options),
      );
      const connections = entries.map((words) => toldOf(words, streamId));
      return { connections, ...(next === undefined ? {} : { next }) };
    },
    read(request) {
      checkReadRequest({ ...request });
      return readRecords(request, (range, page) =>
        untilDone(
          `read of stream ${request.streamId}`,
          () => table.page(range, page, request.signal),
          deps(request),
        ),
      );
    },
  };
}

type AskForPage = (range: MomentRange, page: MomentPage) => Promise<PageOfWords>;

async function* readRecords(
  { streamId, sinceMs = 0, untilMs = MAX_TIME_MS, pageSize = DEFAULT_PAGE_SIZE }: ReadRequest & ReadOptions,
  ask: AskForPage,
): AsyncGenerator<ConnectionRecord> {
  if (sinceMs > 0) yield* await lastBefore({ streamId, sinceMs }, ask);
  const range = { streamId, from: firstMoment(sinceMs), until: lastMoment(untilMs) };
  let after: string | undefined;
  do {
    const { entries, next } = await ask(range, { after, size: pageSize, isBackward: false });
    yield* recordsOf(entries);
    after = next;
  } while (after !== undefined);
}

/** The last records before a moment: whose connection went on, and whether any is missing. */
async function lastBefore(
  { streamId, sinceMs }: { readonly streamId: string; readonly sinceMs: number },
  ask: AskForPage,
): Promise<ConnectionRecord[]> {
  const range = { streamId, from: firstMoment(0), until: lastMoment(sinceMs - 1) };
  const page = { after: undefined, size: RECORDS_BEFORE, isBackward: true };
  const { entries } = await ask(range, page);
  return recordsOf(entries).toReversed();
}

function recordsOf(entries: PageOfWords["entries"]): ConnectionRecord[] {
  return entries.map(recordOfWords).filter((record) => record !== undefined);
}
