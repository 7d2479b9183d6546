import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { concatenatedJson, openStream } from "@unbounded-streams/stream-reader";

// JSON texts with nothing between them.
const server = createServer((_, response) => {
  response.end('{"n":1}{"n":2}[3]\n"}{"');
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({ url: `http://localhost:${port}/`, format: concatenatedJson() });
for await (const frame of stream) console.log(frame.text);
server.close();
