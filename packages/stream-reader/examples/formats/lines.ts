import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { lines, openStream } from "@unbounded-streams/stream-reader";

// A log with both kinds of line ends; its last line is cut off.
const server = createServer((_, response) => {
  response.end("starting\r\nlistening on 8080\nrequest 1 to");
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({ url: `http://localhost:${port}/`, format: lines() });
for await (const frame of stream) console.log(frame.text);
if (stream.finish?.kind === "closed") {
  console.log(`cut off: ${new TextDecoder().decode(stream.finish.truncated?.bytes)}`);
}
server.close();
