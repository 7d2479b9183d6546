import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { multipart, openStream } from "@unbounded-streams/stream-reader";

// Parts with headers of their own, as push servers and cameras send them; the boundary is another one for each connection.
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "multipart/mixed; boundary=x5" });
  response.write("--x5\r\nEtag: 1\r\n\r\nhello\r\n--x5\r\n");
  response.write("Etag: 2\r\nContent-Length: 11\r\n\r\nany\r\n--x5\r\n\r\n--x5--");
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({ url: `http://localhost:${port}/`, format: multipart() });
for await (const frame of stream) console.log(frame.headers?.etag, JSON.stringify(frame.text));
server.close();
