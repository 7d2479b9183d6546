import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jsonSequence, openStream } from "@unbounded-streams/stream-reader";

// JSON texts after a record separator each (RFC 7464); one of them is broken.
const server = createServer((_, response) => {
  response.end('\x1e{"n":1}\n\x1e{"n":\n\x1e{"n":3}\n');
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({
  url: `http://localhost:${port}/`,
  format: jsonSequence({
    onInvalid: ({ bytes }) => console.log(`no JSON: ${new TextDecoder().decode(bytes).trim()}`),
  }),
});
for await (const frame of stream) console.log(frame.json());
server.close();
