import { unknownOptions } from "@unbounded-streams/option-names";
import { momentOf } from "../dynamodb/moment.ts";
import { LedgerOptionsError } from "../errors.ts";
import type { Ledger } from "../ledger.ts";
import { addWord, type Words } from "../words/words.ts";
import type { LedgerTable } from "./ledger-table.ts";
import { createTableLedger } from "./table-ledger.ts";

export type { Attempt } from "@unbounded-streams/dynamodb-request";
export type { LedgerTable, MomentPage, MomentRange, PageOfWords } from "./ledger-table.ts";
export { createTableLedger, type TableLedgerOptions } from "./table-ledger.ts";

/**
 * A `Ledger` for tests and simulations: no clock, no network, nothing kept, and nothing that goes with time.
 *
 * @param options it has none
 * @throws {LedgerOptionsError} when it is given one
 */
export function createMemoryLedger(options: Readonly<Record<string, never>> = {}): Ledger {
  const issues = unknownOptions(options, {});
  if (issues.length > 0) throw new LedgerOptionsError("createMemoryLedger", issues);
  return createTableLedger({
    table: createMemoryLedgerTable(),
    retry: { maxAttempts: 1, baseDelayMs: 0, maxDelayMs: 0 },
    system: { random: () => 0, sleep: async () => undefined },
  });
}

/**
 * The table of such a ledger. Wrap it to lose requests and replies (`{ kind: "again", cause }` in their stead), and give it to
 * `createTableLedger`, which retries as the one in DynamoDB does.
 */
export function createMemoryLedgerTable(): LedgerTable {
  const streams = new Map<string, Map<string, Words>>();
  const of = (streamId: string) => {
    const stream = streams.get(streamId) ?? new Map<string, Words>();
    streams.set(streamId, stream);
    return stream;
  };
  return {
    async write(utterance) {
      const { streamId } = utterance.said;
      const moment = momentOf(utterance.said);
      const before = of(streamId).get(moment);
      of(streamId).set(moment, addWord(before, utterance));
      return { kind: "done", value: utterance.word === "closed" || before?.closed === undefined };
    },
    find: async (key) => ({ kind: "done", value: of(key.streamId).get(momentOf(key)) }),
    async page({ streamId, from, until }, { after, size, isBackward }) {
      const forward = [...of(streamId)]
        .filter(([moment]) => moment >= from && moment <= until)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const ordered = isBackward ? forward.reverse() : forward;
      const left = ordered.filter(
        ([moment]) => after === undefined || (isBackward ? moment < after : moment > after),
      );
      const page = left.slice(0, size);
      const last = page.at(-1);
      const next = last !== undefined && page.length < left.length ? { next: last[0] } : {};
      return { kind: "done", value: { entries: page.map(([, words]) => words), ...next } };
    },
  };
}
