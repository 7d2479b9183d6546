import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { followStream, lines } from "@unbounded-streams/stream-reader";
import split2 from "split2";
import { request } from "undici";

async function before(url: string): Promise<void> {
  const { body } = await request(url);
  for await (const line of body.pipe(split2())) console.log(line);
}

async function after(url: string): Promise<void> {
  const stream = followStream({
    url,
    format: lines(),
    cursorOf: ({ text }) => text.split(" ")[0],
    resume: { in: "query", name: "after", template: "{id}" },
  });
  for await (const { text } of stream) console.log(text);
  console.log(`${stream.finish?.kind}, ${stream.totals.truncatedRecords} line cut off`);
}

// A server that ends each connection wherever it is: here amid the price 14.25.
const connections = new Map<string, number>();
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const connection = (connections.get(pathname) ?? 0) + 1;
  connections.set(pathname, connection);
  if (searchParams.get("after") === "3") return response.writeHead(204).end();
  if (connection === 2) return response.end("3 14.25\n");
  return response.end("1 12.50\n2 13.75\n3 14");
}).listen(0);
const { port } = server.address() as AddressInfo;

console.log("before");
await before(`http://localhost:${port}/before`);
console.log("after");
await after(`http://localhost:${port}/after`);
server.close();
server.closeAllConnections();
