import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { endOnJson, followStream, ndjson } from "@unbounded-streams/stream-reader";

async function before(url: string, patienceMs = 2_000): Promise<void> {
  const { body } = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
  let rest = "";
  try {
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) if (line !== "") console.log(JSON.parse(line));
    }
  } catch (error) {
    console.log(`silent, until a timer of its own: ${(error as Error).name}`);
  }
}

async function after(url: string): Promise<void> {
  const stream = followStream({
    url,
    format: ndjson(),
    cursorOf: "/n",
    resume: { in: "query", name: "since", template: "{id}" },
    endSignals: [endOnJson("/end", true)],
    idleTimeoutMs: 500,
  });
  for await (const frame of stream) console.log(frame.json());
  console.log(stream.finish?.kind);
}

// A server whose first connection falls silent, as one does whose peer is gone without a word.
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (searchParams.has("since")) return response.end('{"n":2}\n{"end":true}\n');
  response.write('{"n":1}\n');
  return response;
}).listen(0);
const { port } = server.address() as AddressInfo;

console.log("before");
await before(`http://localhost:${port}/before`);
console.log("after");
await after(`http://localhost:${port}/after`);
server.close();
server.closeAllConnections();
