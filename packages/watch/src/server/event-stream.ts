import type { IncomingMessage, ServerResponse } from "node:http";
import { KEEP_ALIVE_MS, MAX_BEHIND_BYTES } from "../limits.ts";
import type { Message } from "../live/kept-changes.ts";
import type { LiveCollection } from "../live/live-collection.ts";
import { SAFE_HEADERS } from "./headers.ts";

/** How long a page waits until it connects again, in milliseconds. */
const RETRY_MS = 1_000;

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
  const lastId = request.headers["last-event-id"];
  response.writeHead(200, { ...SAFE_HEADERS, "content-type": "text/event-stream" });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const send = (text: string) => {
    if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
    else response.write(text);
  };
  const alive = setInterval(() => send(":\n\n"), KEEP_ALIVE_MS);
  const stop = collection.listen(
    (message) => send(eventText(message)),
    typeof lastId === "string" ? lastId : after,
  );
  response.once("close", () => {
    clearInterval(alive);
    stop();
  });
}

function eventText({ id, event, data }: Message): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
}
