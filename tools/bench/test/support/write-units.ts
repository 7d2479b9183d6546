import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventSink, type EventSinkOptions } from "@unbounded-streams/event-sink";
import { recordedEvent } from "../../src/data/recorded-events.ts";

const START_MS = 1_700_000_000_000;
/** Another time than the delays, which go by the clock of the stream. */
const REQUEST_TIMEOUT_MS = 7_000;

/** What is written, and how. */
export interface Writing {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly how: Pick<EventSinkOptions, "mode" | "compress" | "packDelayMs">;
  readonly eventsPerSecond: number;
  readonly events: number;
}

let streams = 0;

/** Write units of a recorded event through the sink, by a clock that goes from event to event. */
export async function unitsPerEvent(writing: Writing): Promise<number> {
  const { client, tableName, how, eventsPerSecond, events } = writing;
  const clock = ownClock(how.packDelayMs);
  streams += 1;
  const sink = createEventSink({
    ...{ client, tableName, streamId: `stream-${streams}`, ...how },
    ...{ attemptTimeoutMs: REQUEST_TIMEOUT_MS, returnConsumedCapacity: true, system: clock.system },
  });
  for (let number = 0; number < events; number += 1) {
    clock.pass(1_000 / eventsPerSecond);
    await sink.write({ data: recordedEvent(number), receivedAtMs: Math.trunc(clock.system.now()) });
  }
  await sink.flush();
  if (sink.stats.stored !== events) throw new Error(`${sink.stats.stored} of ${events} events are stored`);
  return sink.stats.writeUnits / events;
}

/** Timers of `delayMs` go by it; those of requests never fire, as the server answers in real time. */
function ownClock(delayMs: number | undefined) {
  let nowMs = START_MS;
  const timers = new Set<{ atMs: number; callback: () => void }>();
  return {
    system: {
      now: () => nowMs,
      after(ms: number, callback: () => void) {
        if (ms !== delayMs) return () => undefined;
        const timer = { atMs: nowMs + ms, callback };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    pass(ms: number) {
      nowMs += ms;
      for (const timer of timers) {
        if (timer.atMs > nowMs) continue;
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}
