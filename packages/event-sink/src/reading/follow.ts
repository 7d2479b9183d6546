import type { StoredEvent } from "../records/event.ts";
import type { EventItem } from "../records/item.ts";
import { eventsInOrder } from "./arrival.ts";
import { FollowProgress } from "./follow-progress.ts";
import type { FollowedRange } from "./read-options.ts";
import { itemTimeMs, type Look, sortKeyOf, storedItems } from "./stored-items.ts";

/** The events of a stream for ever: look after look, each once, until the signal aborts. */
export async function* follow({
  range,
  ...look
}: Look & { range: FollowedRange }): AsyncGenerator<StoredEvent> {
  const { system, follow: policy } = range;
  const progress = new FollowProgress(policy, look.fromMs);
  for (;;) {
    const fromMs = progress.look(system.now());
    yield* eventsInOrder(newItems({ ...look, range, fromMs }, progress), range);
    await system.sleep(policy.pollIntervalMs, look.abortSignal);
    look.abortSignal.throwIfAborted();
  }
}

async function* newItems(look: Look, progress: FollowProgress): AsyncGenerator<EventItem> {
  for await (const item of storedItems(look)) {
    if (progress.isNew(sortKeyOf(item, look.range), itemTimeMs(item, look.range))) yield item;
  }
}
