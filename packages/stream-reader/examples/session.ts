import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { followStream, sse } from "@unbounded-streams/stream-reader";

// A server as MCP's streamable HTTP has it: a first POST makes a session, a GET with its id has the stream.
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { "mcp-session-id": session = "none", "last-event-id": after = "0" } = request.headers;
  console.log(`${request.method} ${body || "the stream"} in session ${session}, after ${after}`);
  if (body === "initialize") response.writeHead(200, { "mcp-session-id": "a1" }).end();
  else if (after === "2") response.writeHead(204).end();
  else
    response
      .writeHead(200, { "content-type": "text/event-stream" })
      .end(`id: ${Number(after) + 1}\ndata: n\n\n`);
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = followStream({
  url: `http://localhost:${port}/mcp`,
  format: sse(),
  handshake: [{ body: "initialize" }],
  keepHeaders: ["mcp-session-id"],
});
for await (const frame of stream) console.log(`event ${frame.id}`);
console.log(JSON.stringify(stream.history));
server.close();
