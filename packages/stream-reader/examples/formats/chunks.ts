import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chunks, openStream } from "@unbounded-streams/stream-reader";

// A server that sends its second piece when the first one has been read.
const server = createServer((_, response) => {
  response.write("first piece");
  server.once("read", () => response.end("second piece"));
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({ url: `http://localhost:${port}/`, format: chunks() });
for await (const frame of stream) {
  console.log(frame.text);
  server.emit("read");
}
server.close();
