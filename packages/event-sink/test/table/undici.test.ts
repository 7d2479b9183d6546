import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { Agent } from "undici";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createEventSink } from "../../src/index.ts";
import { UNDICI_CONNECTIONS, UNDICI_MAX_RESPONSE_BYTES } from "../../src/limits.ts";
import { undiciRequestHandler } from "../../src/table/undici.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
const clients: DynamoDBClient[] = [];
beforeAll(async () => {
  world = await startWorld("partiql");
});
afterEach(() => world.proxy.reset());
afterAll(async () => {
  for (const client of clients) client.destroy();
  await world.stop();
});

function clientOf(endpoint: string, options?: Parameters<typeof undiciRequestHandler>[0]): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const requestHandler = undiciRequestHandler(options);
  const client = new DynamoDBClient({
    endpoint,
    region: "local",
    credentials,
    requestHandler,
    maxAttempts: 2,
  });
  clients.push(client);
  return client;
}

test("the SDK's client writes, reads and is refused through it", async () => {
  const client = clientOf(world.proxy.endpoint);
  const streamId = world.newStreamId();
  const { tableName } = world;
  const sink = createEventSink({ client, tableName, streamId, key: "id" });
  await sink.write({ id: "ü", data: Uint8Array.of(0xff) });
  await sink.flush();
  const Key = { PK: { S: streamId }, SK: { S: "ü" } };
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
  expect(Item?.data).toEqual({ B: Uint8Array.of(0xff) });
  const missing = client.send(new GetItemCommand({ TableName: "no-such-table", Key }));
  await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test.each(["drop-reply", "cut-reply", "drop-request"] as const)(
  "after %s the sink writes again",
  async (fault) => {
    const { tableName } = world;
    const client = clientOf(world.proxy.endpoint);
    const streamId = world.newStreamId();
    const sink = createEventSink({ client, tableName, streamId, system: { sleep: async () => undefined } });
    world.proxy.faultNext(fault);
    await sink.write({ data: "event" });
    await sink.flush();
    expect(await world.readStream(streamId)).toHaveLength(1);
    expect(sink.stats).toMatchObject({ retries: 1, failed: 0 });
  },
);

test("the SDK's own retries know its errors", async () => {
  const closed = createServer((_, outgoing) => outgoing.destroy());
  closed.listen(0, "127.0.0.1");
  await once(closed, "listening");
  let requests = 0;
  closed.on("request", () => {
    requests += 1;
  });
  const client = clientOf(`http://127.0.0.1:${(closed.address() as AddressInfo).port}`);
  await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: "TimeoutError" });
  expect(requests).toBe(2);
  closed.close();
});

test("an aborted request is rejected at once, and its connection closed", async () => {
  const client = clientOf(world.proxy.endpoint);
  const { tableName } = world;
  const stop = new AbortController();
  world.proxy.hold();
  const sink = createEventSink({ client, tableName, streamId: "aborted", signal: stop.signal });
  await sink.write({ data: "event" });
  await expect.poll(() => world.proxy.openRequests).toBe(1);
  stop.abort();
  await expect(sink.flush()).rejects.toMatchObject({ failures: [{ cause: { code: "SINK_ABORTED" } }] });
  await expect.poll(() => world.proxy.openRequests).toBe(0);
});

test("as many connections are opened as the SDK's own handler opens, and no more", async () => {
  const client = clientOf(world.proxy.endpoint);
  const { tableName } = world;
  world.proxy.hold();
  const maxRequests = UNDICI_CONNECTIONS + 10;
  const sink = createEventSink({ client, tableName, streamId: "many", mode: "put", maxRequests });
  for (let index = 0; index < maxRequests; index += 1) await sink.write({ data: String(index) });
  await expect.poll(() => world.proxy.openRequests).toBe(UNDICI_CONNECTIONS);
  world.proxy.release();
  await sink.flush();
  expect(world.proxy.mostOpenRequests).toBe(UNDICI_CONNECTIONS);
});

test("an answer without end is cut at its bound", async () => {
  expect(UNDICI_MAX_RESPONSE_BYTES).toBe(32 * 1024 * 1024);
  const endless = createServer((_, outgoing) => {
    const more = () => {
      while (outgoing.write(Buffer.alloc(65_536, 0x20)));
    };
    outgoing.on("drain", more);
    more();
  });
  endless.listen(0, "127.0.0.1");
  await once(endless, "listening");
  const endpoint = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
  const client = clientOf(endpoint, { maxResponseBytes: 100_000 });
  await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
    code: "UND_ERR_RES_EXCEEDED_MAX_SIZE",
  });
  endless.closeAllConnections();
  endless.close();
});

test("a dispatcher of the caller's is used and left open", async () => {
  const dispatcher = new Agent();
  const client = clientOf(world.proxy.endpoint, { dispatcher });
  await client.send(new ListTablesCommand({}));
  client.destroy();
  expect(dispatcher.destroyed).toBe(false);
  await dispatcher.destroy();
});
