import type { IncomingMessage, ServerResponse } from "node:http";
import type { Message } from "../live/kept-changes.ts";
import type { LiveCollection } from "../live/live-collection.ts";
import type { Refusal } from "./guard.ts";
import { PageChannel } from "./page-channel.ts";

/** Between the ids of the last messages of several collections; in none of them. */
const BETWEEN_IDS = ",";

/** What many pages are told is made into bytes once, and kept as often. */
const bytes = new WeakMap<Message, Buffer>();

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
  let lastId = lastIdOf(request) ?? after;
  const tell = (message: Message) => {
    if (!channel.hasRoom) return;
    if (message.event !== "trouble") lastId = message.id;
    channel.send([`id: ${message.id}\nevent: ${message.event}\ndata: `, bytesOf(message), "\n\n"]);
  };
  const channel = new PageChannel(response, () => {
    for (const message of collection.since(lastId)) tell(message);
  });
  response.once("close", collection.listen(tell, lastId));
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
  const tell = (index: number, message: Message) => {
    const { id, event } = message;
    if (!channel.hasRoom) return;
    // Whoever has been told no more than that something is wrong does not know yet what there was before.
    if (event === "snapshot" || (event === "change" && ids[index] !== "")) ids[index] = id;
    const head = `id: ${ids.join(BETWEEN_IDS)}\nevent: ${event}\ndata: {"of":${index},"told":`;
    channel.send([head, bytesOf(message), "}\n\n"]);
  };
  const channel = new PageChannel(response, () => {
    for (const [index, topic] of topics.entries()) {
      if (!("status" in topic)) for (const message of topic.since(ids[index])) tell(index, message);
    }
  });
  for (const [index, topic] of topics.entries()) {
    if ("status" in topic)
      tell(index, { id: "", event: "trouble", data: JSON.stringify({ message: topic.message }) });
  }
  const stops = topics.map((topic, index) =>
    "status" in topic ? undefined : topic.listen((message) => tell(index, message), ids[index]),
  );
  response.once("close", () => {
    for (const stop of stops) stop?.();
  });
}

function lastIdOf({ headers }: IncomingMessage): string | undefined {
  const lastId = headers["last-event-id"];
  return typeof lastId === "string" ? lastId : undefined;
}

function bytesOf(message: Message): Buffer {
  const known = bytes.get(message);
  if (known !== undefined) return known;
  const made = Buffer.from(message.data);
  bytes.set(message, made);
  return made;
}
