import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { LEDGER_ATTRIBUTES } from "../attributes.ts";
import { checkInference, checkRecord } from "../entries/check-entry.ts";
import { LedgerEntryError, LedgerItemError } from "../errors.ts";
import type { ConnectionRecord, Inference } from "../types.ts";
import { WORDS, type Word, type Words } from "../words/words.ts";

/** An item as the low-level client takes and gives it. */
export type LedgerItem = Record<string, AttributeValue>;

/**
 * What an item says of a connection. Fields that it does not know are kept: a later version may have written them.
 *
 * @throws {LedgerItemError} when something else wrote it
 */
export function wordsFromItem(item: LedgerItem): Words {
  const words: Partial<Record<Word, unknown>> = {};
  for (const word of WORDS) {
    const attribute = item[LEDGER_ATTRIBUTES[word]];
    if (attribute !== undefined) words[word] = said(item, word, attribute.S);
  }
  return words as Words;
}

function said(item: LedgerItem, word: Word, text: string | undefined): ConnectionRecord | Inference {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (word === "inferredBySuccessor" || word === "inferredByHost") {
      checkInference({ ...(value as Inference) });
    } else {
      checkRecord(word, { ...(value as ConnectionRecord) });
    }
    return value as ConnectionRecord | Inference;
  } catch (error) {
    const why = error instanceof LedgerEntryError ? `: ${error.issues.join("; ")}` : "";
    throw new LedgerItemError(item.PK?.S, word, `the JSON of a record${why}`);
  }
}
