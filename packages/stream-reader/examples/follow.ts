import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { followStream, ndjson } from "@unbounded-streams/stream-reader";

// A server that closes every connection after two events, and is down for a moment in between.
let requests = 0;
const server = createServer((request, response) => {
  requests += 1;
  const after = Number(new URL(request.url ?? "/", "http://localhost").searchParams.get("since") ?? 0);
  if (requests === 2) response.writeHead(502).end();
  else if (after === 4) response.writeHead(204).end();
  else response.end(`{"seq":${after + 1}}\n{"seq":${after + 2}}\n{"se`);
}).listen(0);
const { port } = server.address() as AddressInfo;

const stream = followStream({
  url: `http://localhost:${port}/stream`,
  headers: ({ refresh }) => ({ authorization: `Bearer ${refresh ? "a new token" : "the token"}` }),
  format: ndjson(),
  cursorOf: "/seq",
  resume: { in: "query", name: "since", template: "{id}" },
  idleTimeoutMs: { learn: { floorMs: 15_000, ceilingMs: 120_000 } },
  policy: { end: [204, 410], baseDelayMs: 100, maxElapsedMs: 600_000 },
  onConnection: (event) => {
    if (event.kind === "closed") console.log(`connection ${event.attempt}: ${event.why}`);
  },
});
for await (const frame of stream) console.log(frame.text);
console.log(`finished: ${stream.finish?.kind} after ${stream.cursor}`);
server.close();
