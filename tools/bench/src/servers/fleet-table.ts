import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { ENDPOINT_LATENCY_MS, readEvent } from "../data/events.ts";
import type { Delays, StoredState, TableQuestion } from "../data/fleet-wire.ts";
import { percentile } from "../statistics.ts";

/**
 * The table of leases is a DynamoDB that stores (dynalite); events are taken, known again, and answered after a fixed time,
 * so that what is measured is the function and not a database.
 */
const CONTENT_TYPE = "application/x-amz-json-1.0";
/** Batches of events come as PartiQL; nothing else does. */
const INSERTS = "BatchExecuteStatement";

interface Statement {
  readonly Parameters: readonly { readonly S?: string }[];
}

const seen = new Set<string>();
const delays = new Map<string, number[]>();

process.once("disconnect", () => process.exit());
process.on("message", ({ question }: { question: string }) => {
  process.send?.(answer(JSON.parse(question) as TableQuestion));
});
const leases = new URL((await startEmbeddedDynamoDb()).endpoint);
const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
  const parts: Buffer[] = [];
  incoming.on("data", (part: Buffer) => parts.push(part));
  incoming.on("end", () => handle(incoming, response, Buffer.concat(parts)));
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

function answer(question: TableQuestion): StoredState | Delays {
  if (question.kind === "forget") delays.clear();
  if (question.kind !== "delays") return { events: seen.size };
  const values = [...delays].flatMap(([streamId, list]) => (streamId === question.but ? [] : list));
  if (values.length === 0) return { events: 0, p50Ms: 0, p99Ms: 0 };
  return { events: values.length, p50Ms: percentile(values, 50), p99Ms: percentile(values, 99) };
}

function handle(incoming: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const target = String(incoming.headers["x-amz-target"]);
  if (!target.endsWith(INSERTS)) forward(incoming, response, body);
  else insert(response, (JSON.parse(body.toString()) as { Statements: Statement[] }).Statements);
}

function insert(response: ServerResponse, statements: readonly Statement[]): void {
  const text = JSON.stringify({ Responses: statements.map(resultOf) });
  setTimeout(() => {
    response.writeHead(200, { "content-type": CONTENT_TYPE, "content-length": Buffer.byteLength(text) });
    response.end(text);
  }, ENDPOINT_LATENCY_MS);
}

/** Parameters begin with the partition key, the sort key and the data. */
function resultOf({ Parameters: [streamId, key, data] }: Statement): object {
  const id = `${streamId?.S}/${key?.S}`;
  if (seen.has(id)) return { TableName: "events", Error: { Code: "DuplicateItem", Message: "it is there" } };
  seen.add(id);
  const { sentAtMs } = readEvent(Buffer.from(data?.S ?? ""));
  const list = delays.get(streamId?.S ?? "") ?? [];
  list.push(performance.timeOrigin + performance.now() - sentAtMs);
  delays.set(streamId?.S ?? "", list);
  return { TableName: "events" };
}

function forward({ method, headers }: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { hostname, port } = leases;
  const upstream = request({ hostname, port, method, headers }, (reply) => {
    response.writeHead(reply.statusCode ?? 500, reply.headers);
    reply.pipe(response);
  });
  upstream.on("error", () => response.destroy());
  upstream.end(body);
}
