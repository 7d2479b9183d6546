import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fetchEventSource } from "@microsoft/fetch-event-source";
import { endOnData, followStream, sse } from "@unbounded-streams/stream-reader";

async function before(url: string): Promise<void> {
  // Made for browsers: it wants their globals.
  Object.assign(globalThis, { window: globalThis, document: new EventTarget() });
  await fetchEventSource(url, {
    method: "POST",
    body: JSON.stringify({ prompt: "Hi" }),
    openWhenHidden: true,
    onmessage: ({ data }) => data !== "" && console.log(data),
    onclose: () => console.log("closed, and not opened again"),
  });
}

async function after(url: string): Promise<void> {
  const stream = followStream({
    url,
    body: JSON.stringify({ prompt: "Hi" }),
    format: sse(),
    endSignals: [endOnData("[DONE]")],
  });
  for await (const { text } of stream) console.log(text);
  console.log(stream.finish?.kind);
}

// A server that closes each connection after a while, as proxies do.
const connections = new Map<string, number>();
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const connection = (connections.get(pathname) ?? 0) + 1;
  connections.set(pathname, connection);
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (connection > 1) return response.end("id: 2\ndata: two\n\ndata: [DONE]\n\n");
  return response.end("retry: 10\nid: 1\ndata: one\n\n");
}).listen(0);
const { port } = server.address() as AddressInfo;

console.log("before");
await before(`http://localhost:${port}/before`);
console.log("after");
await after(`http://localhost:${port}/after`);
server.close();
server.closeAllConnections();
