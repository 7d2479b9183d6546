import type { ServerResponse } from "node:http";
import type { ControlRule } from "@unbounded-streams/stream-reader";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Invocation, InvocationOptions } from "../support/invocation.ts";
import { RelayStage } from "../support/relay-stage.ts";
import { EVENTS, type RelayWorld, startWorld } from "../support/relay-world.ts";
import { type Served, serve } from "../support/serve.ts";
import { until } from "../support/until.ts";

const CONTROL: readonly ControlRule[] = [
  { pointer: "/type", value: "bookmark", action: "cursor" },
  { pointer: "/type", value: "ping", action: "ignore" },
  { pointer: "/type", value: "progress", action: "cursor", cursorOf: "/upTo" },
  { pointer: "/type", value: "gone", action: "restart" },
];

const event = (id: number) => ({ id, text: "event" });
const bookmark = (id: number | string) => ({ type: "bookmark", id });

let world: RelayWorld;
let stage: RelayStage;
let served: Served;
let responses: ServerResponse[] = [];
let openGate: () => void = () => undefined;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  openGate();
  await stage?.close();
  served?.close();
  responses = [];
});
afterAll(() => world.stop());

/** What the source has been asked to go on after, request by request. */
const asked = () => served.requests.map(({ url = "" }) => new URL(url, served.url).searchParams.get("since"));

/** Sends frames over the newest connection. */
function send(...frames: object[]): void {
  responses.at(-1)?.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""));
}

async function connected(count: number): Promise<void> {
  await until(`there are ${count} connections`, () => responses.length === count);
}

/** A stream of a source that sends what a test has it send, with one holder. */
async function begin(options: InvocationOptions = {}): Promise<Invocation> {
  served = await serve((response) => {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.flushHeaders();
    responses.push(response);
  });
  stage = await RelayStage.open(world, {});
  const invocation = holder("A", 1, options);
  await connected(1);
  return invocation;
}

function holder(name: string, expectedEpoch: number, options: InvocationOptions = {}): Invocation {
  const stream = { url: served.url, control: CONTROL };
  return stage.invoke(name, expectedEpoch, { resume: "query:since", stream, ...options });
}

/** Events of no stream are stored until the test lets them. */
function holdEvents(): void {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  openGate = () => {
    openGate = () => undefined;
    world.proxy.decide = () => undefined;
    resolve(undefined);
  };
  world.proxy.decide = ({ table }) => (table === EVENTS ? promise : undefined);
}

async function isOnLease(checkpoint: string): Promise<void> {
  await until(`the lease has ${checkpoint}`, async () => (await stage.lease()).checkpoint === checkpoint);
}

async function storedIds(): Promise<unknown[]> {
  return (await stage.stored()).map(({ data }) => JSON.parse(String(data)).id).toSorted((a, b) => a - b);
}

describe.each([
  ["events one by one", {}],
  ["packed events", { mode: "packed", packDelayMs: 1 } as const],
])("a frame that only says how far the stream has come, between %s", (_, sink) => {
  it("is the checkpoint once the events before it are durable, and not before", async () => {
    const holding = await begin({ sink });
    send(event(1), event(2), bookmark(10));
    await isOnLease("10");
    holdEvents();
    send(event(11), bookmark(20), event(21), bookmark(30), { type: "ping" });
    await until("all has come", () => holding.sink.stats.received === 4);
    await stage.pass(8_000);
    expect((await stage.lease()).checkpoint).toBe("10");
    openGate();
    await holding.settles(4);
    await stage.pass(10_000);
    expect((await stage.lease()).checkpoint).toBe("30");
    expect(await storedIds()).toEqual([1, 2, 11, 21]);
    expect(holding.sink.stats).toMatchObject({ received: 4, stored: 4 });
  });

  it("goes over with the lease though no event follows it", async () => {
    await begin({ sink });
    send(event(1), bookmark(10));
    await isOnLease("10");
    send(bookmark(20), { type: "progress", upTo: "25" });
    await stage.pass(10_000);
    expect((await stage.lease()).checkpoint).toBe("25");
    const successor = holder("B", 2, { sink });
    await connected(2);
    expect(asked()).toEqual([null, "25"]);
    send(event(26), bookmark(40));
    await successor.settles(1);
    await stage.pass(8_000);
    await isOnLease("40");
    expect(await storedIds()).toEqual([1, 26]);
  });
});

describe("frames that are no events", () => {
  it("are the first checkpoint of a stream that has no events yet", async () => {
    await begin();
    send(bookmark(5));
    await isOnLease("5");
    expect((await stage.lease()).counts).toEqual({ received: 0, stored: 0, duplicates: 0 });
  });

  it("are gone on after over the next connection of the same holder", async () => {
    const holding = await begin();
    send(event(1), bookmark(10));
    await holding.settles(1);
    responses.at(-1)?.end();
    await connected(2);
    send({ type: "progress", upTo: "12" }, { type: "ping", id: 13 });
    responses.at(-1)?.end();
    await stage.pass(1_000);
    await connected(3);
    expect(asked()).toEqual([null, "10", "13"]);
  });

  it("in the overlap belong to the connection that they come over", async () => {
    const old = await begin();
    send(event(1), bookmark(10));
    await isOnLease("10");
    await stage.pass(10_000);
    const successor = holder("B", 2);
    await connected(2);
    const [first, second] = responses;
    first?.write(`${JSON.stringify(event(11))}\n${JSON.stringify(bookmark(20))}\n`);
    second?.write(`${JSON.stringify(event(11))}\n`);
    await until("both have it", () => old.sink.stats.received === 2 && successor.sink.stats.received === 1);
    await successor.settles(1);
    await stage.passUntilOver(old);
    expect(await old.report()).toMatchObject({ outcome: "superseded", checkpoint: "20" });
    await stage.pass(4_000);
    await isOnLease("11");
    second?.write(`${JSON.stringify(bookmark(20))}\n`);
    await stage.pass(8_000);
    await isOnLease("20");
    expect(await storedIds()).toEqual([1, 11]);
  });

  it("that begin the stream anew have it asked for without what was there before", async () => {
    const holding = await begin();
    send(event(1), bookmark(10));
    await holding.settles(1);
    send({ type: "gone", code: 410 });
    await connected(2);
    send({ text: "an event without an id" });
    await holding.settles(2);
    responses.at(-1)?.end();
    await stage.pass(1_000);
    await connected(3);
    expect(asked()).toEqual([null, null, null]);
    expect(await stage.stored()).toHaveLength(2);
  });

  it("are asked for from the present by a holder whose rule cannot take the checkpoint, which says so", async () => {
    await begin();
    send(event(1), bookmark("x10"));
    await isOnLease("x10");
    const successor = holder("B", 2, { resume: "query:after={id+1}", stream: { url: served.url } });
    await connected(2);
    expect(asked()).toEqual([null, null]);
    expect(successor.warned).toEqual([
      { message: "checkpoint not usable", problem: expect.stringContaining("none that RESUME") },
    ]);
    send(bookmark("x11"), event(12));
    await successor.settles(1);
    await stage.pass(8_000);
    await isOnLease("12");
  });

  it("are asked for from the present by a holder that cannot read the checkpoint, which says so", async () => {
    await begin();
    send(event(1), bookmark(10));
    await isOnLease("10");
    const eventId = '{"epoch":"/epoch","offset":"/id"}';
    const successor = holder("B", 2, { eventId, stream: { url: served.url } });
    await connected(2);
    expect(asked()).toEqual([null, null]);
    expect(successor.warned).toEqual([expect.objectContaining({ message: "checkpoint not usable" })]);
    send({ epoch: "a", id: 7 });
    await successor.settles(1);
    await stage.pass(8_000);
    await isOnLease('{"epoch":"a","offset":"7"}');
  });
});
