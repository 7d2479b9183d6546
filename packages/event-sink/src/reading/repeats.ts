import { REPEATS_WITHIN_EVENTS } from "../limits.ts";
import type { StoredEvent } from "../records/event.ts";
import { createRecentKeys } from "../writing/recent-keys.ts";

/** The events without those that one of the last 100,000 has been the same as. */
export async function* withoutRepeats(events: AsyncIterable<StoredEvent>): AsyncGenerator<StoredEvent> {
  const seen = createRecentKeys(2 * REPEATS_WITHIN_EVENTS);
  for await (const event of events) {
    if (seen.has(event.key)) continue;
    seen.add(event.key);
    yield event;
  }
}
