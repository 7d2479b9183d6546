import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimited, openStream } from "@unbounded-streams/stream-reader";

// Parts with a NUL byte after each.
const server = createServer((_, response) => {
  response.end("one\0two\nlines\0");
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({ url: `http://localhost:${port}/`, format: delimited("\0") });
for await (const frame of stream) console.log(JSON.stringify(frame.text));
server.close();
