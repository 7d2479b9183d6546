import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ControlRule, followStream, ndjson } from "@unbounded-streams/stream-reader";

const ANSWERS = [
  '{"rv":1}\n{"type":"BOOKMARK","rv":5}\n',
  '{"type":"ERROR","code":410}\n',
  '{"rv":20}\n{"type":"ERROR","code":500}\n',
  '{"rv":21}\n',
];
// A server that watches something: it marks how far it has come, forgets what is old, and fails for a moment.
const server = createServer((request, response) => {
  console.log(`GET ${request.url}`);
  const answer = ANSWERS.shift();
  if (answer === undefined) response.writeHead(204).end();
  else response.end(answer);
}).listen(0);
const { port } = server.address() as AddressInfo;

const control: ControlRule[] = [
  { pointer: "/type", value: "BOOKMARK", action: "cursor" },
  { pointer: "/code", value: 410, action: "restart" },
  { pointer: "/type", value: "ERROR", action: "failure" },
];
const stream = followStream({
  url: `http://localhost:${port}/watch`,
  format: ndjson(),
  control,
  cursorOf: "/rv",
  resume: { in: "query", name: "since", template: "{id}" },
  policy: { leastPauses: [{ on: [503], firstMs: 100, maxMs: 1_000 }] },
  onConnection: (event) => {
    if (event.kind === "closed") console.log(event.why);
  },
});
for await (const frame of stream) console.log(frame.text);
server.close();
