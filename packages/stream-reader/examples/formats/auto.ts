import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { auto, openStream } from "@unbounded-streams/stream-reader";

// Two streams of other types, read by one who does not know which is which.
const server = createServer((request, response) => {
  const isEvents = request.url === "/events";
  response.writeHead(200, { "content-type": isEvents ? "text/event-stream" : "application/json" });
  response.end(isEvents ? "id: 7\ndata: an event\n\n" : '{"n":1}\n{"n":2}\n');
}).listen(0);
const { port } = server.address() as AddressInfo;

for (const path of ["/events", "/json"]) {
  const stream = openStream({ url: `http://localhost:${port}${path}`, format: auto() });
  for await (const frame of stream) console.log(path, frame.text);
}
server.close();
