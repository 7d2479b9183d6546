import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { endOnData, openStream, StreamError, sse } from "@unbounded-streams/stream-reader";

// A server to read from; yours is somewhere else.
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(": heartbeat\n\nid: 1\ndata: Hello\n\n");
  response.end("id: 2\ndata: world\n\ndata: [DONE]\n\n");
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = openStream({
  url: `http://localhost:${port}/stream`,
  headers: () => ({ authorization: `Bearer ${process.env.TOKEN ?? "none"}` }),
  format: sse(),
  endSignals: [endOnData("[DONE]")],
});
try {
  for await (const frame of stream) console.log(`${frame.id}: ${frame.text}`);
  console.log(`finished: ${stream.finish?.kind}, resume after ${stream.lastEventId}`);
} catch (error) {
  if (error instanceof StreamError) console.error(`${error.code}: ${error.message}`);
  throw error;
} finally {
  server.close();
}
