import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { endOnJson, ndjson, openStream } from "@unbounded-streams/stream-reader";

// A line of JSON for each event, and a blank one as a heartbeat.
const server = createServer((_, response) => {
  response.write('{"type":"add","n":1}\n\n');
  response.end('{"type":"add","n":2}\n{"type":"end"}\n');
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({
  url: `http://localhost:${port}/`,
  format: ndjson(),
  endSignals: [endOnJson("/type", "end")],
});
for await (const frame of stream) console.log(frame.json());
console.log(stream.finish?.kind);
server.close();
