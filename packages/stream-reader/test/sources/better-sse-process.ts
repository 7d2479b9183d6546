// An SSE server on the port that its argument names (0 for a free one, which it prints). Each connection gets the events
// after its Last-Event-ID, too many to fit into the buffers of a socket, and then one that says that this is all.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSession } from "better-sse";
import { EVENT_COUNT, eventData } from "./better-sse-events.ts";

const KEEP_ALIVE_MS = 20;
const RETRY_MS = 15;

const server = createServer(async (request, response) => {
  const session = await createSession(request, response, { keepAlive: KEEP_ALIVE_MS, retry: RETRY_MS });
  for (let number = Number(session.lastId) + 1; number <= EVENT_COUNT; number += 1) {
    session.push(eventData(number), number % 2 === 0 ? "even" : "message", String(number));
  }
  session.push("all", "done", String(EVENT_COUNT));
}).listen(Number(process.argv[2]), "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
