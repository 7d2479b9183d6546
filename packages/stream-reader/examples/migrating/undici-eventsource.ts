import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { endOnData, openStream, sse } from "@unbounded-streams/stream-reader";
import { EventSource } from "undici";

function before(url: string): Promise<void> {
  return new Promise((resolve) => {
    const source = new EventSource(`${url}?prompt=Hi&token=secret`);
    source.onmessage = ({ data }) => {
      if (data === "[DONE]") resolve(source.close());
      else console.log(data);
    };
  });
}

async function after(url: string): Promise<void> {
  const stream = openStream({
    url,
    headers: { authorization: "Bearer secret", "content-type": "application/json" },
    body: JSON.stringify({ prompt: "Hi" }),
    format: sse(),
    endSignals: [endOnData("[DONE]")],
  });
  for await (const { text } of stream) console.log(text);
  console.log(stream.finish?.kind);
}

// A server that answers a prompt, and writes each request into its log.
const server = createServer((request, response) => {
  void textOf(request).then((body) => {
    const credentials = request.headers.authorization ? "a token" : "no token";
    console.log(`log: ${request.method} ${request.url} ${body || "no body"}, ${credentials} in the headers`);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: Hello\n\ndata: world\n\ndata: [DONE]\n\n`);
  });
}).listen(0);
const { port } = server.address() as AddressInfo;

console.log("before");
await before(`http://localhost:${port}/before`);
console.log("after");
await after(`http://localhost:${port}/after`);
server.close();
server.closeAllConnections();
