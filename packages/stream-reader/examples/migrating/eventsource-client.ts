import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { endOnEvent, followStream, sse } from "@unbounded-streams/stream-reader";
import { createEventSource } from "eventsource-client";

async function before(url: string): Promise<void> {
  let reconnects = 0;
  const source = createEventSource({
    url,
    headers: { authorization: "Bearer old" },
    onScheduleReconnect: () => {
      reconnects += 1;
      if (reconnects === 4) source.close();
    },
  });
  for await (const { event, data } of source) {
    if (event === "done") break;
    console.log(data);
  }
  console.log(`no more after ${reconnects} reconnects, and no word why`);
}

async function after(url: string): Promise<void> {
  const stream = followStream({
    url,
    headers: ({ refresh }) => ({ authorization: refresh ? "Bearer new" : "Bearer old" }),
    format: sse(),
    endSignals: [endOnEvent("done")],
  });
  for await (const { text } of stream) console.log(text);
  console.log(stream.finish?.kind);
}

// A server that takes another token from the second connection on.
const connections = new Map<string, number>();
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const connection = (connections.get(pathname) ?? 0) + 1;
  connections.set(pathname, connection);
  const token = connection === 1 ? "Bearer old" : "Bearer new";
  if (request.headers.authorization !== token) return response.writeHead(401).end();
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (connection > 1) return response.end("id: 2\ndata: two\n\nevent: done\ndata:\n\n");
  return response.end("retry: 10\nid: 1\ndata: one\n\n");
}).listen(0);
const { port } = server.address() as AddressInfo;

console.log("before");
await before(`http://localhost:${port}/before`);
console.log("after");
await after(`http://localhost:${port}/after`);
server.close();
server.closeAllConnections();
