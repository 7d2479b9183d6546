import { mkdtemp } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import { createLeaseStore } from "@unbounded-streams/stream-lease";
import { type ConnectionRecord, createMemoryLedger } from "@unbounded-streams/stream-ledger";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveConnectionsApi } from "../src/connections-api.ts";
import type { DynamoDbReady } from "../src/services/dynamodb-process.ts";
import { startService } from "../src/services/service-process.ts";

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A request as it stands on the wire, with any `Host`. */
async function send(url: string, { method = "POST", path = "/", headers = {}, body = "" }: Sent) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; body: string }>();
  const { hostname, port } = new URL(url);
  request({ hostname, port, method, path, headers }, async (response) => {
    resolve({ status: response.statusCode, body: await text(response) });
  })
    .on("error", reject)
    .end(body);
  return promise;
}

const FOREIGN: [title: string, headers: Record<string, string>][] = [
  ["a web page", { origin: "https://evil.example" }],
  ["a page in a sandbox", { origin: "null" }],
  ["a page of another port of this machine", { origin: "http://127.0.0.1:8080" }],
  ["a name that was made to point here", { host: "evil.example" }],
  ["such a name, with this port", { host: "rebound.example:8000" }],
  ["a name that only begins like this machine's", { host: "127.0.0.1.evil.example" }],
  ["the other one of the two", { host: "localhost.evil.example:80" }],
];

const OWN = ["localhost", "localhost:8000", "127.0.0.1:1", "127.8.7.6", "[::1]:8000"];

describe("the embedded DynamoDB", () => {
  let service: Awaited<ReturnType<typeof startService<DynamoDbReady>>>;
  let client: DynamoDBClient;

  beforeAll(async () => {
    const path = join(await mkdtemp(join(tmpdir(), "loopback-")), "dynamodb");
    service = await startService<DynamoDbReady>("the embedded DynamoDB", "dynamodb-process", { path });
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    client = new DynamoDBClient({ endpoint: service.ready.endpoint, region: "us-east-1", credentials });
    await client.send(
      new CreateTableCommand({
        TableName: "events",
        AttributeDefinitions: [{ AttributeName: "PK", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "PK", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  });

  afterAll(async () => {
    client.destroy();
    await service.stop();
  });

  const deletion = {
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "DynamoDB_20120810.DeleteTable",
      authorization:
        "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=b",
      "x-amz-date": "20260101T000000Z",
    },
    body: '{"TableName":"events"}',
  };

  it.each(FOREIGN)("refuses %s, which wants to delete a table", async (_, headers) => {
    const answer = await send(service.ready.endpoint, {
      ...deletion,
      headers: { ...deletion.headers, ...headers },
    });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "NOT_FROM_THIS_MACHINE" } });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(["events"]);
  });

  it("refuses what a browser asks before it sends such a request", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
    expect((await send(service.ready.endpoint, { method: "OPTIONS", headers })).status).toBe(403);
  });

  it("answers the SDK", async () => {
    await expect(client.send(new DeleteTableCommand({ TableName: "events" }))).resolves.toBeDefined();
  });
});

/** A connection on record. */
const RECORD: ConnectionRecord = {
  ...{ streamId: "a", claimedAtMs: Date.UTC(2030, 0, 1), epoch: 2, claimId: "request-1", holder: "A" },
  ...{ host: "local", endedAtMs: Date.UTC(2030, 0, 1) + 9, outcome: "ended", bytes: 0, reopenings: [] },
  counts: { received: 0, stored: 0, duplicates: 0, deadLettered: 0 },
};

describe("the local API", () => {
  const started: unknown[] = [];
  const ledger = createMemoryLedger();
  let api: Awaited<ReturnType<typeof serveConnectionsApi>>;

  beforeAll(async () => {
    const leases = createLeaseStore({ client: new DynamoDBClient({ region: "none" }), tableName: "streams" });
    await ledger.closed(RECORD);
    api = await serveConnectionsApi({
      port: 0,
      leases,
      ledger,
      start(input) {
        started.push(input);
        return { executionArn: "arn", startDate: 0 };
      },
    });
  });
  afterAll(() => api.close());

  it.each(FOREIGN)("refuses %s", async (_, headers) => {
    const answer = await send(api.url, { path: "/connections/a", headers });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain("NOT_FROM_THIS_MACHINE");
    expect(started).toEqual([]);
  });

  it("tells a stream's connections on record, page by page, and says what it cannot tell", async () => {
    await ledger.closed({ ...RECORD, claimId: "request-2", epoch: 3 });
    const url = `${api.url}/connections/a/ledger`;
    const first = (await (await fetch(`${url}?since=2030-01-01&limit=1`)).json()) as { next: string };
    expect(first).toEqual({ connections: [RECORD], next: expect.any(String) });
    const last = await fetch(`${url}?next=${encodeURIComponent(first.next)}`);
    expect(await last.json()).toEqual({ connections: [{ ...RECORD, claimId: "request-2", epoch: 3 }] });
    const refused = await fetch(`${url}?since=yesterday`);
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { code: "PAGE_INVALID" } }]);
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
  });

  it("refuses a page's own fetch, which cannot leave out its Origin", async () => {
    const response = await fetch(`${api.url}/connections/a`, {
      method: "POST",
      headers: { origin: "https://evil.example" },
    });
    expect(response.status).toBe(403);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each(OWN)("answers a program that calls this machine %s", async (host) => {
    expect((await send(api.url, { path: "/connections/a", headers: { host } })).status).toBe(200);
  });

  it.each([
    ["/connections/a%3Ab", { path: "/connections/a:b", streamId: "a:b", query: {} }],
    [
      "/connections/a+b?restart=true",
      { path: "/connections/a+b", streamId: "a+b", query: { restart: "true" } },
    ],
  ])("starts %s as API Gateway would", async (path, { streamId, query, ...rest }) => {
    await send(api.url, { path });
    expect(started.at(-1)).toMatchObject({
      ...rest,
      pathParameters: { streamId },
      queryStringParameters: query,
    });
  });

  it.each([
    "/connections/%2E%2E",
    "/connections/..",
    "/connections/a%zz",
    "/connections/a%20b",
    "/connections/%FF",
  ])("answers 400 for %s as API Gateway would", async (path) => {
    const { status, body } = await send(api.url, { path });
    expect({ status, code: JSON.parse(body).error.code }).toEqual({ status: 400, code: "STREAM_ID_INVALID" });
  });
});
