import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { endOnEvent, followStream, sse } from "@unbounded-streams/stream-reader";
import { EventSource } from "eventsource";

function before(url: string): Promise<void> {
  return new Promise((resolve) => {
    const source = new EventSource(url);
    source.addEventListener("message", ({ data }) => console.log(data));
    source.addEventListener("done", () => resolve(source.close()));
    source.addEventListener("error", ({ code }) => {
      if (source.readyState !== EventSource.CLOSED) return;
      console.log(`closed for good by status ${code}`);
      resolve();
    });
  });
}

async function after(url: string): Promise<void> {
  const stream = followStream({ url, format: sse(), endSignals: [endOnEvent("done")] });
  for await (const { text } of stream) console.log(text);
  console.log(stream.finish?.kind);
}

// A server that closes each connection after a while, and answers with 502 once.
const connections = new Map<string, number>();
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const connection = (connections.get(pathname) ?? 0) + 1;
  connections.set(pathname, connection);
  const resumed = request.headers["last-event-id"] === "2";
  if (connection === 2) return response.writeHead(502).end();
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (resumed) return response.end("id: 3\ndata: three\n\nevent: done\ndata:\n\n");
  return response.end("retry: 10\nid: 1\ndata: one\n\nid: 2\ndata: two\n\n");
}).listen(0);
const { port } = server.address() as AddressInfo;

console.log("before");
await before(`http://localhost:${port}/before`);
console.log("after");
await after(`http://localhost:${port}/after`);
server.close();
server.closeAllConnections();
