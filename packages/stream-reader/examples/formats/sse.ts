import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { endOnEvent, openStream, sse } from "@unbounded-streams/stream-reader";

// What a browser's EventSource reads: a comment, an event of its own name, two lines of data.
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(': heartbeat\n\nid: 7\nevent: price\ndata: {"eur":12.5}\n\n');
  response.end("data: two\ndata: lines\n\nevent: bye\ndata:\n\n");
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({
  url: `http://localhost:${port}/`,
  format: sse(),
  endSignals: [endOnEvent("bye")],
});
for await (const frame of stream) console.log(frame.event ?? "message", JSON.stringify(frame.text));
console.log(`${stream.finish?.kind}, the last event id is ${stream.lastEventId}`);
server.close();
