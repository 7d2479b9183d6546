import type { EventStore, PutOutcome } from "./store.ts";
import type { WriteModeState } from "./write-mode.ts";

/** A store that finds out how it can write. */
export interface AutoStore extends EventStore {
  readonly mode: WriteModeState;
}

const AGAIN: PutOutcome = { kind: "again" };

/**
 * Writes in batches where the server takes them, else by single puts. The first request that gets a verdict decides, and
 * it is alone: one that stores or finds an item settles for batches, a refusal for puts, and its items are put then. What
 * is wrong with the table itself is said again by the put.
 */
export function createAutoStore(batch: EventStore, put: EventStore): AutoStore {
  let chosen: EventStore | undefined;
  let mode: WriteModeState = { active: "probing" };

  return {
    get mode() {
      return mode;
    },
    get operation() {
      return (chosen ?? batch).operation;
    },
    get maxItems() {
      return (chosen ?? batch).maxItems;
    },
    get maxRequests() {
      return chosen?.maxRequests ?? 1;
    },
    async putIfAbsent(items, signal) {
      if (chosen !== undefined) return chosen.putIfAbsent(items, signal);
      const reply = await batch.putIfAbsent(items, signal);
      if (signal?.aborted) return reply;
      if (reply.outcomes.some(({ kind }) => kind === "stored" || kind === "exists")) {
        chosen = batch;
        mode = { active: "batch" };
        return reply;
      }
      const refusal = reply.outcomes.find(
        (outcome) => outcome.kind === "refused" || outcome.kind === "inseparable",
      );
      if (refusal === undefined) return reply;
      chosen = put;
      mode = { active: "put", fallbackCause: refusal.cause };
      return { ...reply, outcomes: reply.outcomes.map((outcome) => (isVerdict(outcome) ? AGAIN : outcome)) };
    },
  };
}

function isVerdict({ kind }: PutOutcome): boolean {
  return kind === "refused" || kind === "inseparable";
}
