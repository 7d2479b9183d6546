import { TableKeyError } from "../errors.ts";
import type { EventItem } from "../records/item.ts";
import { describeKeys, type TableKeys } from "../records/table-layout.ts";
import type { EventStore, PutOutcome, StoreReply } from "./store.ts";

/**
 * What it means that a put has found an item. In a table whose key is the partition key alone every event after the first finds that
 * first one: that is no duplicate, but an event that is nowhere.
 *
 * @param found as the server sends it on request; undefined when it does not
 */
export function judgeFound(
  { written, found, keys }: { written: EventItem | undefined; found: EventItem | undefined; keys: TableKeys },
  tableName: string,
): PutOutcome {
  if (found === undefined || found[keys.sort]?.S === written?.[keys.sort]?.S) return { kind: "exists" };
  return { kind: "refused", cause: new TableKeyError(tableName, describeKeys(keys)) };
}

/**
 * A store of batches that believes in duplicates only when a put has found one of them with both of its keys: the result
 * of a statement does not say what it has found. One put in the life of the store; without the permission for it, or with a
 * server that sends no item, there is no proof.
 */
export function withKeyProof(batch: EventStore, put: EventStore): EventStore {
  let isProven = false;
  let proving: Promise<PutOutcome> | undefined;

  async function prove(item: EventItem, signal: AbortSignal | undefined): Promise<PutOutcome> {
    const { outcomes } = await put.putIfAbsent([item], signal);
    const [outcome = { kind: "exists" }] = outcomes;
    const isOpen = outcome.kind === "transient" || signal?.aborted === true;
    isProven = !isOpen && !isKeyError(outcome);
    if (isOpen) proving = undefined;
    return outcome;
  }

  return {
    operation: batch.operation,
    maxItems: batch.maxItems,
    maxRequests: batch.maxRequests,
    async putIfAbsent(items, signal) {
      const reply = await batch.putIfAbsent(items, signal);
      const found = items.find((_, index) => reply.outcomes[index]?.kind === "exists");
      if (isProven || found === undefined) return reply;
      proving ??= prove(found, signal);
      const outcome = await proving;
      return isProven ? reply : withoutDuplicates(reply, outcome);
    },
  };
}

function withoutDuplicates(reply: StoreReply, instead: PutOutcome): StoreReply {
  return {
    ...reply,
    outcomes: reply.outcomes.map((outcome) => (outcome.kind === "exists" ? instead : outcome)),
  };
}

function isKeyError(outcome: PutOutcome): boolean {
  return outcome.kind === "refused" && outcome.cause instanceof TableKeyError;
}
