import { LEDGER_ATTRIBUTES } from "../attributes.ts";
import { MAX_TIME_MS } from "../limits.ts";
import type { Utterance } from "../words/words.ts";
import type { LedgerItem } from "./item.ts";
import { momentOf } from "./moment.ts";

/** The update of an item that adds a word, and its condition. */
export interface LedgerWrite {
  readonly key: LedgerItem;
  readonly update: string;
  /** Absent when it holds for every item. */
  readonly condition?: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: LedgerItem;
}

const A = LEDGER_ATTRIBUTES;

/** What a connection says at its end has all in it that was said before. */
const CLOSE =
  "SET #closed = if_not_exists(#closed, :said), #expiresAt = :expiresAt REMOVE #opened, #amended, #inferredBySuccessor, #inferredByHost";

const OPEN = {
  update: "SET #opened = if_not_exists(#opened, :said), #expiresAt = :expiresAt",
  condition: "attribute_not_exists(#closed) AND attribute_not_exists(#amended)",
};

const AMEND = {
  update: "SET #amended = if_not_exists(#amended, :said), #expiresAt = :expiresAt REMOVE #opened",
  condition: "attribute_not_exists(#closed)",
};

/** The write of `addWord`. */
export function planWrite({ word, said }: Utterance, ttlSeconds: number): LedgerWrite {
  const { streamId, claimedAtMs, endedAtMs = claimedAtMs } = said;
  const seconds = Math.ceil(Math.min(Math.max(claimedAtMs, endedAtMs), MAX_TIME_MS) / 1_000) + ttlSeconds;
  const shared = {
    key: { [A.streamId]: { S: streamId }, [A.moment]: { S: momentOf(said) } },
    values: { ":said": { S: JSON.stringify(said) }, ":expiresAt": { N: String(seconds) } },
  };
  if (word === "closed") {
    const { opened, amended, inferredBySuccessor, inferredByHost, closed, expiresAt } = A;
    return {
      ...shared,
      update: CLOSE,
      names: {
        ...{ "#opened": opened, "#amended": amended, "#inferredBySuccessor": inferredBySuccessor },
        ...{ "#inferredByHost": inferredByHost, "#closed": closed, "#expiresAt": expiresAt },
      },
    };
  }
  if (word === "opened" || word === "amended") {
    const { opened, amended, closed, expiresAt } = A;
    const names = { "#opened": opened, "#amended": amended, "#closed": closed, "#expiresAt": expiresAt };
    return { ...shared, ...(word === "opened" ? OPEN : AMEND), names };
  }
  return {
    ...shared,
    update: "SET #word = if_not_exists(#word, :said), #expiresAt = :expiresAt",
    condition: "attribute_not_exists(#closed)",
    names: { "#word": A[word], "#closed": A.closed, "#expiresAt": A.expiresAt },
  };
}
