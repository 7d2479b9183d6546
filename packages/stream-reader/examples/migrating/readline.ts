import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { endOnJson, followStream, ndjson } from "@unbounded-streams/stream-reader";

async function before(url: string): Promise<void> {
  const { body } = await fetch(url);
  try {
    for await (const line of createInterface({ input: Readable.from(body ?? []) })) {
      if (line !== "") console.log(JSON.parse(line));
    }
  } catch (error) {
    console.log(`${error}`);
  }
}

async function after(url: string): Promise<void> {
  const stream = followStream({
    url,
    format: ndjson(),
    cursorOf: "/n",
    resume: { in: "query", name: "since", template: "{id}" },
    endSignals: [endOnJson("/last", 2)],
  });
  for await (const frame of stream) console.log(frame.json());
  console.log(stream.finish?.kind);
}

// A server with blank lines for heartbeats, whose connections end amid a record.
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (searchParams.get("since") === "1") return response.end('{"n":2}\n{"last":2}\n');
  return response.end('\n{"n":1}\n\n{"n":');
}).listen(0);
const { port } = server.address() as AddressInfo;

console.log("before");
await before(`http://localhost:${port}/before`);
console.log("after");
await after(`http://localhost:${port}/after`);
server.close();
server.closeAllConnections();
