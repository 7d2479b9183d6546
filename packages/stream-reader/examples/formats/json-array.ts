import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jsonArray, openStream } from "@unbounded-streams/stream-reader";

// One array that would never end.
const server = createServer((_, response) => {
  response.write('[{"n":1},\n');
  response.end('{"n":2},\n{"n":3},\n');
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({ url: `http://localhost:${port}/`, format: jsonArray() });
for await (const frame of stream) console.log(frame.json());
server.close();
