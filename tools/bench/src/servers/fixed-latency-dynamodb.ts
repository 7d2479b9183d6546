import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ENDPOINT_LATENCY_MS } from "../data/events.ts";

/**
 * Speaks as much of DynamoDB's protocol as writing needs: takes every item, keeps none, counts them, and answers a fixed
 * time after the request was complete. What is measured is then the writer, not a database.
 */
let items = 0;
const CONTENT_TYPE = "application/x-amz-json-1.0";

/** How many items a request has, and what answers it, by operation. */
const OPERATIONS: Readonly<Record<string, (body: Buffer) => { items: number; answer: string }>> = {
  PutItem: () => ({ items: 1, answer: "{}" }),
  BatchExecuteStatement(body) {
    const statements = occurrences(body, '"Statement":"INSERT');
    const responses = new Array(statements).fill('{"TableName":"events"}').join();
    return { items: statements, answer: `{"Responses":[${responses}]}` };
  },
  BatchWriteItem: (body) => ({
    items: occurrences(body, '"PutRequest":{'),
    answer: '{"UnprocessedItems":{}}',
  }),
};

process.once("disconnect", () => process.exit());
process.on("message", () => process.send?.({ items }));
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => answer(request, response, Buffer.concat(parts)));
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

function answer({ headers }: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const target = String(headers["x-amz-target"]);
  const operation = OPERATIONS[target.slice(target.indexOf(".") + 1)];
  if (operation === undefined) {
    response.writeHead(400, { "content-type": CONTENT_TYPE });
    response.end(`{"__type":"com.amazon.coral.service#UnknownOperationException","message":"${target}"}`);
    return;
  }
  const result = operation(body);
  items += result.items;
  setTimeout(() => {
    response.writeHead(200, { "content-type": CONTENT_TYPE, "content-length": result.answer.length });
    response.end(result.answer);
  }, ENDPOINT_LATENCY_MS);
}

function occurrences(body: Buffer, text: string): number {
  let count = 0;
  for (let at = body.indexOf(text); at !== -1; at = body.indexOf(text, at + text.length)) count += 1;
  return count;
}
