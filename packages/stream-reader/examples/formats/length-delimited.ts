import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { lengthDelimited, openStream } from "@unbounded-streams/stream-reader";

// Messages after their length in four bytes, big end first.
const server = createServer((_, response) => {
  for (const text of ["any", "bytes\n", ""]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    response.write(Buffer.concat([length, Buffer.from(text)]));
  }
  response.end();
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({
  url: `http://localhost:${port}/`,
  format: lengthDelimited({ prefix: "uint32be" }),
});
for await (const frame of stream) console.log(frame.bytes.length, JSON.stringify(frame.text));
server.close();
