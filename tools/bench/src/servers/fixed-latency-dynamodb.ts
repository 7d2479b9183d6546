import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ENDPOINT_LATENCY_MS } from "../data/events.ts";

/**
 * Speaks as much of DynamoDB's protocol as writing needs: takes every item, keeps none, counts their events, and answers a fixed
 * time after the request was complete. What is measured is then the writer, not a database.
 */
let events = 0;
/** Before the number, in a request; a quotation mark in an event has a backslash. */
const SEGMENT = '"segment":{"N":"';
const CONTENT_TYPE = "application/x-amz-json-1.0";

/** How many events a request has, and what answers it, by operation. */
const OPERATIONS: Readonly<Record<string, (body: Buffer) => { events: number; answer: string }>> = {
  PutItem: (body) => ({ events: packedIn(body), answer: "{}" }),
  BatchExecuteStatement(body) {
    const statements = occurrences(body, '"Statement":"INSERT');
    const responses = new Array(statements).fill('{"TableName":"events"}').join();
    return { events: statements, answer: `{"Responses":[${responses}]}` };
  },
  BatchWriteItem: (body) => ({
    events: occurrences(body, '"PutRequest":{'),
    answer: '{"UnprocessedItems":{}}',
  }),
};

process.once("disconnect", () => process.exit());
process.on("message", () => process.send?.({ events }));
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
  events += result.events;
  setTimeout(() => {
    response.writeHead(200, { "content-type": CONTENT_TYPE, "content-length": result.answer.length });
    response.end(result.answer);
  }, ENDPOINT_LATENCY_MS);
}

/** Of one item: as many as a segment says, otherwise one. */
function packedIn(body: Buffer): number {
  const at = body.indexOf(SEGMENT);
  return at === -1
    ? 1
    : Number.parseInt(body.toString("latin1", at + SEGMENT.length, at + SEGMENT.length + 9), 10);
}

function occurrences(body: Buffer, text: string): number {
  let count = 0;
  for (let at = body.indexOf(text); at !== -1; at = body.indexOf(text, at + text.length)) count += 1;
  return count;
}
