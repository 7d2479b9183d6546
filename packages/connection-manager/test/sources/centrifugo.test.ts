import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
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

interface Subscription {
  readonly recover?: boolean;
  readonly epoch?: string;
  readonly offset?: number;
}

/** Centrifugo's unidirectional stream: a history in epochs, in which a subscription is recovered by epoch and offset. */
class StreamServer {
  /** What was subscribed with, request by request. */
  readonly subscriptions: Subscription[] = [];
  private readonly clients = new Set<ServerResponse>();
  private epoch = "a";
  private history: string[] = [];

  async answer(response: ServerResponse, request: IncomingMessage): Promise<void> {
    const { subs } = (await json(request)) as { readonly subs: Readonly<Record<string, Subscription>> };
    const subscription = subs.news ?? {};
    this.subscriptions.push(subscription);
    response.writeHead(200, { "content-type": "application/json" });
    const isKnown = subscription.recover === true && subscription.epoch === this.epoch;
    const offset = isKnown ? (subscription.offset ?? 0) : subscription.recover ? 0 : this.history.length;
    this.say(response, { connect: { client: "c", subs: { news: { epoch: this.epoch, offset } } } });
    for (let index = offset; index < this.history.length; index += 1) this.tell(response, index);
    this.clients.add(response);
  }

  get connected(): number {
    return this.clients.size;
  }

  publish(...texts: string[]): void {
    for (const text of texts) {
      this.history.push(text);
      for (const client of this.clients) this.tell(client, this.history.length - 1);
    }
  }

  ping(): void {
    for (const client of this.clients) this.say(client, {});
  }

  /** Forgets its history, as after a restart without a store. */
  restart(epoch: string): void {
    this.drop();
    this.epoch = epoch;
    this.history = [];
  }

  drop(): void {
    for (const client of this.clients) client.destroy();
    this.clients.clear();
  }

  private tell(response: ServerResponse, index: number): void {
    this.say(response, { pub: { offset: index + 1, data: { text: this.history[index] } } });
  }

  private say(response: ServerResponse, frame: object): void {
    response.write(`${JSON.stringify(frame)}\n`);
  }
}

function streamOf(url: string): SourceDefinition {
  return {
    url: `${url}connection/uni_http_stream`,
    body: { subs: { "{streamId}": {} } },
    whenResuming: { body: { subs: { "{streamId}": { recover: true } } } },
    format: "ndjson",
    eventId: { epoch: "/connect/subs/news/epoch", offset: ["/pub/offset", "/connect/subs/news/offset"] },
    resume: ["body:/subs/news/epoch={epoch}", "body-json:/subs/news/offset={offset}"],
    controlFrames: [
      { pointer: "/connect", action: "cursor" },
      { text: "{}", action: "ignore" },
    ],
  };
}

it("a cursor of two parts, from two frames, resumes over reconnections and a handover, and into a new epoch", async () => {
  const streamId = "news";
  const server = new StreamServer();
  served = await serve((response, request) => void server.answer(response, request));
  const environment = environmentOf(streamOf(served.url));
  await world.begin(streamId);
  server.publish("before anybody listens");
  const first = world.turn(environment, { streamId, holder: "A", expectedEpoch: 1 });
  await until("it is connected", () => server.connected === 1);
  server.publish("1", "2");
  server.ping();
  await world.hasStored(streamId, 2);
  server.drop();
  server.publish("3");
  await until("it is connected again", () => server.connected === 1);
  await world.hasStored(streamId, 3);
  await until("the checkpoint has both parts", async () => {
    return (await world.leases.read(streamId))?.checkpoint === '{"epoch":"a","offset":"4"}';
  });
  const second = world.turn(environment, { streamId, holder: "B", expectedEpoch: 2 });
  expect(await first).toMatchObject({ outcome: "superseded", received: 3 });
  server.publish("4");
  await world.hasStored(streamId, 4);
  server.restart("b");
  server.publish("4");
  await world.hasStored(streamId, 5);
  await until("the checkpoint is of the new epoch", async () => {
    return (await world.leases.read(streamId))?.checkpoint === '{"epoch":"b","offset":"1"}';
  });
  await world.leases.stop({ streamId });
  expect(await second).toMatchObject({ outcome: "stopped", cursorless: 0, framesSkipped: 0 });
  const texts = (await world.stored(streamId)).map((text) => JSON.parse(text).pub.data.text);
  expect(texts.toSorted()).toEqual(["1", "2", "3", "4", "4"]);
  expect(server.subscriptions).toEqual([
    {},
    { recover: true, epoch: "a", offset: 3 },
    { recover: true, epoch: "a", offset: 4 },
    { recover: true, epoch: "a", offset: 5 },
  ]);
});
