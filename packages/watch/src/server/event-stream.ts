import type { IncomingMessage, ServerResponse } from "node:http";
import { KEEP_ALIVE_MS, MAX_BEHIND_BYTES } from "../limits.ts";
import type { Message } from "../live/kept-changes.ts";
import type { LiveCollection } from "../live/live-collection.ts";
import type { Refusal } from "./guard.ts";
import { SAFE_HEADERS } from "./headers.ts";

/** How long a page waits until it connects again, in milliseconds. */
const RETRY_MS = 1_000;

/** Between the ids of the last messages of several collections; in none of them. */
const BETWEEN_IDS = ",";

/**
 * Tells a page of a collection by Server-Sent Events until one of them goes.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 * @param after the id of the last message that it has had, where the request has no `Last-Event-ID`
 */
export function streamEvents<Entry>(
  request: IncomingMessage,
  response: ServerResponse,
  collection: LiveCollection<Entry>,
  after: string | undefined,
): void {
  const send = beginEvents(response);
  const stop = collection.listen((message) => send(eventText(message)), lastIdOf(request) ?? after);
  response.once("close", stop);
}

/**
 * Tells a page of several collections on one connection, of which a browser has few. Each message has the place of its collection in the list, and as
 * its id those of the last messages of all. What is refused is told as a trouble, so that the others are told all the same.
 *
 * @param after as for `streamEvents`
 */
export function streamTopics(
  request: IncomingMessage,
  response: ServerResponse,
  topics: readonly (LiveCollection<unknown> | Refusal)[],
  after: string | undefined,
): void {
  const had = (lastIdOf(request) ?? after ?? "").split(BETWEEN_IDS);
  const ids = topics.map((_, index) => had[index] ?? "");
  const send = beginEvents(response);
  const tell = (index: number, { id, event, data }: Message) => {
    // Whoever has been told no more than that something is wrong does not know yet what there was before.
    if (event === "snapshot" || (event === "change" && ids[index] !== "")) ids[index] = id;
    send(eventText({ id: ids.join(BETWEEN_IDS), event, data: `{"of":${index},"told":${data}}` }));
  };
  const stops = topics.map((topic, index) => {
    if (!("status" in topic)) return topic.listen((message) => tell(index, message), ids[index]);
    tell(index, { id: "", event: "trouble", data: JSON.stringify({ message: topic.message }) });
    return () => undefined;
  });
  response.once("close", () => {
    for (const stop of stops) stop();
  });
}

/** @returns what sends a text, and cuts off a page that is far behind */
function beginEvents(response: ServerResponse): (text: string) => void {
  response.writeHead(200, { ...SAFE_HEADERS, "content-type": "text/event-stream" });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const send = (text: string) => {
    if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
    else response.write(text);
  };
  const alive = setInterval(() => send(":\n\n"), KEEP_ALIVE_MS);
  response.once("close", () => clearInterval(alive));
  return send;
}

function lastIdOf({ headers }: IncomingMessage): string | undefined {
  const lastId = headers["last-event-id"];
  return typeof lastId === "string" ? lastId : undefined;
}

function eventText({ id, event, data }: Message): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
}
