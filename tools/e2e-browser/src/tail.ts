import { deepEqual, ok } from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventSink, readEvents, type StoredEvent } from "@unbounded-streams/event-sink";
import type { Page } from "playwright-core";

/** A stream in the table of events of a DynamoDB. */
export interface EventsPlace {
  readonly endpoint: string;
  readonly streamId: string;
}

const TABLE = "events";

/** Events that the page shows. */
const SHOWN = 50;

/** Characters of each that it shows. */
const SHOWN_CHARACTERS = 2_048;

/** The last events that are stored are on the page, with all of their text, the last one first. */
export async function assertTail(page: Page, place: EventsPlace): Promise<void> {
  const stored = await storedEvents(place);
  const last = stored.toSorted(byTime).slice(0, SHOWN);
  await page.waitForFunction(
    (count) => document.querySelectorAll(".events li").length === count,
    last.length,
  );
  const shown = await page.locator(".events li").evaluateAll((items) =>
    items.map((item) => ({
      time: item.querySelector("time")?.textContent,
      text: item.querySelector(".data")?.textContent,
    })),
  );
  const times = shown.map(({ time }) => time);
  deepEqual(
    times,
    last.map(({ receivedAtMs = 0 }) => new Date(receivedAtMs).toISOString()),
  );
  // Of one moment any may be the last ones.
  const all = new Map(stored.map(({ data, receivedAtMs = 0 }) => [shownText(String(data)), receivedAtMs]));
  for (const { time = "", text = "" } of shown) {
    ok(all.get(text ?? "") === Date.parse(time ?? ""), `this is not what was stored: ${text}`);
  }
}

/** Stores events as a connection does. */
export async function storeEvents(
  { endpoint, streamId }: EventsPlace,
  texts: readonly string[],
): Promise<void> {
  const client = clientOf(endpoint);
  const sink = createEventSink({ client, tableName: TABLE, streamId });
  for (const data of texts) await sink.write({ data });
  await sink.flush();
  client.destroy();
}

/** The beginning of a text, with what would do something made visible. */
function shownText(data: string): string {
  return data
    .slice(0, SHOWN_CHARACTERS)
    .replaceAll(
      /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

async function storedEvents({ endpoint, streamId }: EventsPlace): Promise<StoredEvent[]> {
  const client = clientOf(endpoint);
  const events = await Array.fromAsync(readEvents(client, { tableName: TABLE, streamId }));
  client.destroy();
  return events;
}

function clientOf(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
}

function byTime({ receivedAtMs: one = 0 }: StoredEvent, { receivedAtMs: other = 0 }: StoredEvent): number {
  return other - one;
}
