import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { SourceDefinition } from "../../src/source-definition.ts";
import { type Served, serve } from "../support/serve.ts";
import { environmentOf, type SourceWorld, startSourceWorld } from "../support/source-world.ts";
import { until } from "../support/until.ts";

let world: SourceWorld;
let served: Served;
beforeAll(async () => {
  world = await startSourceWorld();
});
afterEach(() => served?.close());
afterAll(() => world.stop());

/** A watch of a Kubernetes API: from a resource version on, with bookmarks, and 410 as an event within a 200. */
class WatchServer {
  private readonly objects: number[] = [];
  private readonly watchers = new Set<ServerResponse>();
  private oldest = 0;

  answer(response: ServerResponse, since: string | null): void {
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    if (since !== null && Number(since) < this.oldest) {
      const object = { kind: "Status", status: "Failure", reason: "Expired", code: 410 };
      response.end(`${JSON.stringify({ type: "ERROR", object })}\n`);
      return;
    }
    for (const version of this.objects) {
      if (version > Number(since ?? 0)) this.tell(response, "ADDED", version);
    }
    this.watchers.add(response);
  }

  get watching(): number {
    return this.watchers.size;
  }

  add(...versions: number[]): void {
    this.objects.push(...versions);
    for (const watcher of this.watchers) for (const version of versions) this.tell(watcher, "ADDED", version);
  }

  bookmark(version: number): void {
    for (const watcher of this.watchers) this.tell(watcher, "BOOKMARK", version);
  }

  /** Forgets what happened before this version. */
  expire(version: number): void {
    this.oldest = version;
  }

  /** The watch's own time is up: it ends properly. */
  timeOut(): void {
    for (const watcher of this.watchers) watcher.end();
    this.watchers.clear();
  }

  private tell(response: ServerResponse, type: string, version: number): void {
    const metadata = { uid: `uid-${version}`, resourceVersion: String(version) };
    response.write(`${JSON.stringify({ type, object: { kind: "Flunder", metadata } })}\n`);
  }
}

const VERSION = "/object/metadata/resourceVersion";

function watchOf(url: string): SourceDefinition {
  return {
    url: `${url}apis/flunders`,
    query: { watch: true, allowWatchBookmarks: true },
    format: "ndjson",
    eventId: VERSION,
    eventKey: ["/object/metadata/uid", VERSION],
    resume: "query:resourceVersion",
    controlFrames: [
      { pointer: "/type", value: "BOOKMARK", action: "cursor" },
      { pointer: "/object/code", value: 410, action: "restart" },
      { pointer: "/type", value: "ERROR", action: "failure" },
    ],
  };
}

it("bookmarks move the checkpoint, a 410 within a 200 begins anew, and nothing of either is in the table", async () => {
  const streamId = "kubernetes-1";
  const server = new WatchServer();
  const queries: URLSearchParams[] = [];
  served = await serve((response, { url = "" }) => {
    const query = new URL(url, "http://localhost").searchParams;
    queries.push(query);
    server.answer(response, query.get("resourceVersion"));
  });
  const environment = environmentOf(watchOf(served.url));
  await world.begin(streamId);
  const first = world.turn(environment, { streamId, holder: "A", expectedEpoch: 1 });
  await until("it is watched", () => server.watching === 1);
  server.add(1, 2, 3);
  server.bookmark(50);
  await world.hasStored(streamId, 3);
  server.timeOut();
  await until("it is watched again", () => server.watching === 1);
  server.add(60);
  await world.hasStored(streamId, 4);
  server.expire(100);
  server.timeOut();
  await until("it is watched from the beginning", () => server.watching === 1);
  server.add(101);
  server.bookmark(200);
  await world.hasStored(streamId, 5);
  await until("the bookmark is the checkpoint", async () => {
    return (await world.leases.read(streamId))?.checkpoint === "200";
  });
  const second = world.turn(environment, { streamId, holder: "B", expectedEpoch: 2 });
  expect(await first).toMatchObject({ outcome: "superseded", checkpoint: "200", framesSkipped: 0 });
  server.add(201);
  await world.hasStored(streamId, 6);
  await world.leases.stop({ streamId });
  expect(await second).toMatchObject({ outcome: "stopped", stored: 1 });
  expect(queries.map((query) => query.get("resourceVersion"))).toEqual([null, "50", "60", null, "200"]);
  expect(queries.every((query) => query.get("watch") === "true")).toBe(true);
  const versions = (await world.stored(streamId)).map(
    (text) => JSON.parse(text).object.metadata.resourceVersion,
  );
  expect(versions.map(Number).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 60, 101, 201]);
});

it("an error within a 200 is asked again after a pause, not at once", async () => {
  const streamId = "kubernetes-2";
  const error = { type: "ERROR", object: { kind: "Status", code: 500 } };
  served = await serve((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`${JSON.stringify(error)}\n`);
  });
  const environment = { ...environmentOf(watchOf(served.url)), MAX_RECONNECT_DELAY_MS: "600000" };
  await world.begin(streamId);
  const held = world.turn(environment, { streamId, holder: "A", expectedEpoch: 1 });
  await until("its failures are on the lease", async () => {
    const { follow } = (await world.leases.read(streamId)) ?? {};
    return follow !== undefined && JSON.parse(follow).failures >= 1;
  });
  await world.leases.stop({ streamId });
  expect(await held).toMatchObject({ outcome: "stopped", received: 0 });
  expect(served.requests.length).toBeLessThan(4);
  expect(await world.stored(streamId)).toEqual([]);
});
