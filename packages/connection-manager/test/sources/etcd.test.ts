import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
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

interface WatchRequest {
  readonly create_request: { readonly key: string; readonly start_revision?: number };
}

/** A watch of etcd's gateway (`POST /v3/watch`): from a revision on, over one response that does not end. */
class WatchServer {
  /** What was asked for, request by request. */
  readonly requests: WatchRequest[] = [];
  private readonly watchers = new Set<ServerResponse>();
  private revision = 0;
  private compacted = 0;
  isDown = false;

  async answer(response: ServerResponse, request: IncomingMessage): Promise<void> {
    const body = (await json(request)) as WatchRequest;
    this.requests.push(body);
    if (this.isDown || request.headers["content-type"] !== "application/json") {
      response.destroy();
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    const from = body.create_request.start_revision ?? this.revision + 1;
    this.say(response, { header: this.header, created: true });
    if (from < this.compacted) {
      this.say(response, { header: this.header, canceled: true, compact_revision: String(this.compacted) });
      return;
    }
    for (let revision = from; revision <= this.revision; revision += 1) this.tell(response, revision);
    this.watchers.add(response);
  }

  get watching(): number {
    return this.watchers.size;
  }

  put(count: number): void {
    for (let put = 0; put < count; put += 1) {
      this.revision += 1;
      for (const watcher of this.watchers) this.tell(watcher, this.revision);
    }
  }

  progress(): void {
    for (const watcher of this.watchers) this.say(watcher, { header: this.header });
  }

  /** Forgets what was before. */
  compact(): void {
    this.compacted = this.revision;
  }

  drop(): void {
    for (const watcher of this.watchers) watcher.destroy();
    this.watchers.clear();
  }

  end(): void {
    for (const watcher of this.watchers) this.say(watcher, { canceled: true, cancel_reason: "over" });
  }

  private get header() {
    return { revision: String(this.revision) };
  }

  private tell(response: ServerResponse, revision: number): void {
    const kv = { key: "YQ==", mod_revision: String(revision), value: "eA==" };
    this.say(response, { header: { revision: String(revision) }, events: [{ kv }] });
  }

  private say(response: ServerResponse, result: object): void {
    response.write(`${JSON.stringify({ result })}\n`);
  }
}

const REVISION = "/result/events/0/kv/mod_revision";

function watchOf(url: string): SourceDefinition {
  return {
    url: `${url}v3/watch`,
    body: { create_request: { key: "YQ==" } },
    format: "concatenated-json",
    eventId: REVISION,
    eventKey: REVISION,
    resume: "body-json:/create_request/start_revision={id+1}",
    controlFrames: [
      { pointer: "/result/cancel_reason", value: "over", action: "end" },
      { pointer: "/result/compact_revision", action: "restart", cursorOf: "/result/compact_revision" },
      { pointer: "/result/created", value: true, action: "ignore" },
      { pointer: "/result/events", exists: false, action: "cursor", cursorOf: "/result/header/revision" },
    ],
  };
}

async function startServer(): Promise<{ server: WatchServer; environment: Record<string, string> }> {
  const server = new WatchServer();
  served = await serve((response, request) => void server.answer(response, request));
  return { server, environment: environmentOf(watchOf(served.url)) };
}

const revisionsOf = (texts: readonly string[]) =>
  texts.map((text) => Number(JSON.parse(text).result.events[0].kv.mod_revision)).toSorted((a, b) => a - b);

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe("a watch that is asked for by POST, and resumed in its body", () => {
  it("loses and doubles nothing over six connections and a handover", async () => {
    const streamId = "etcd-1";
    const { server, environment } = await startServer();
    await world.begin(streamId);
    const first = world.turn(environment, { streamId, holder: "A", expectedEpoch: 1 });
    for (let connection = 1; connection <= 5; connection += 1) {
      await until("it is watched", () => server.watching === 1);
      server.put(80);
      await world.hasStored(streamId, connection * 90 - 10);
      server.drop();
      server.put(10);
    }
    await until("it is watched again", () => server.watching === 1);
    await until(
      "the lease is far enough",
      async () => (await world.leases.read(streamId))?.checkpoint !== undefined,
    );
    const second = world.turn(environment, { streamId, holder: "B", expectedEpoch: 2 });
    expect(await first).toMatchObject({ outcome: "superseded", reconnects: 5 });
    server.put(50);
    await world.hasStored(streamId, 500);
    server.end();
    expect(await second).toMatchObject({ outcome: "ended" });
    expect(revisionsOf(await world.stored(streamId))).toEqual(upTo(500));
    const froms = server.requests.map(({ create_request: { start_revision } }) => start_revision);
    expect(froms.slice(0, 3)).toEqual([undefined, 81, 171]);
  });

  it("begins anew where the source's memory begins, and goes on by what it says of its progress", async () => {
    const streamId = "etcd-2";
    const { server, environment } = await startServer();
    await world.begin(streamId);
    const held = world.turn(environment, { streamId, holder: "A", expectedEpoch: 1 });
    await until("it is watched", () => server.watching === 1);
    server.put(10);
    await world.hasStored(streamId, 10);
    server.isDown = true;
    server.drop();
    server.put(20);
    server.compact();
    server.put(5);
    server.isDown = false;
    await world.hasStored(streamId, 15);
    server.progress();
    server.put(5);
    await world.hasStored(streamId, 20);
    server.end();
    expect(await held).toMatchObject({ outcome: "ended", stored: 20, cursorless: 0, framesSkipped: 0 });
    expect(revisionsOf(await world.stored(streamId))).toEqual([...upTo(10), ...upTo(40).slice(30)]);
    const froms = server.requests.map(({ create_request: { start_revision } }) => start_revision);
    expect(froms.slice(-2)).toEqual([11, 31]);
  });
});
