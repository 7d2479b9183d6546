import { hash } from "node:crypto";
import { type DeadLetterRecord, eventKey } from "@unbounded-streams/event-sink";
import { type FrameFormat, ndjson, sse } from "@unbounded-streams/stream-reader";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ConnectionReport } from "../../src/index.ts";
import type { Invocation, InvocationOptions } from "../support/invocation.ts";
import { RelayStage } from "../support/relay-stage.ts";
import { type RelayWorld, startWorld } from "../support/relay-world.ts";
import { type Served, serve } from "../support/serve.ts";

const MEDIA_TYPES: Record<string, string> = { ndjson: "application/x-ndjson", sse: "text/event-stream" };
const END: Record<string, string> = {
  ndjson: '{"type":"end-of-stream"}\n',
  sse: "event: end\ndata: end\n\n",
};
const END_SIGNALS = ["json:/type=end-of-stream", "event:end"];

let world: RelayWorld;
let stage: RelayStage;
let served: Served;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await stage?.close();
  served?.close();
});
afterAll(() => world.stop());

/** One invocation over a source that sends these bodies, one a connection, and then its end. */
async function over(
  format: FrameFormat,
  bodies: readonly string[],
  options: InvocationOptions = {},
): Promise<Invocation> {
  served = await serve((response, _, count) => {
    response.writeHead(200, { "content-type": MEDIA_TYPES[format.name] });
    response.end(`${bodies[count - 1] ?? ""}${count < bodies.length ? "" : END[format.name]}`);
  });
  stage = await RelayStage.open(world, {});
  return stage.invoke("A", 1, {
    lifetimeMs: 900_000,
    ...options,
    format,
    endSignals: END_SIGNALS,
    stream: { url: served.url, ...options.stream },
  });
}

async function reportOf(invocation: Invocation): Promise<ConnectionReport> {
  await stage.passUntilOver(invocation);
  return invocation.report();
}

async function storedTexts(): Promise<string[]> {
  return (await stage.stored()).map(({ data }) => String(data)).toSorted();
}

/** A dead-letter place in memory. */
function place() {
  const records: DeadLetterRecord[] = [];
  const deadLetter = {
    async put(record: DeadLetterRecord) {
      records.push(record);
      return { location: `memory:${records.length}` };
    },
  };
  return { records, deadLetter };
}

const SSE = { eventId: "sse", resume: "header:Last-Event-ID" };
const strict = ndjson({ validate: true });

describe("a frame that cannot be stored", () => {
  const lines = Array.from({ length: 200 }, (_, index) => `{"id":${index + 1}}`);
  const withBad = lines.flatMap((line, index) => (index % 10 === 5 ? [`oops ${index} {`, line] : [line]));

  it("goes to the log in part, is counted, and the good ones around it are stored over one connection", async () => {
    const invocation = await over(strict, [`${withBad.join("\n")}\n`]);
    const report = await reportOf(invocation);
    expect(report).toMatchObject({ outcome: "ended", stored: 200, framesSkipped: 20, deadLettered: 0 });
    expect(report).toMatchObject({ checkpoint: "200", reconnects: 0 });
    expect(served.requests).toHaveLength(1);
    expect(await storedTexts()).toEqual(lines.toSorted());
    const skipped = invocation.warned.filter(({ message }) => message === "frame skipped");
    expect(skipped).toHaveLength(20);
    expect(skipped[0]).toMatchObject({ reason: "FRAME_INVALID", sizeBytes: 8, excerpt: "oops 5 {" });
  });

  it("goes to the dead-letter place between its neighbours: whole, or over the bound its first part", async () => {
    const { records, deadLetter } = place();
    const large = "x".repeat(300_000);
    const body = `{"id":1}\n{bad\n{"id":2}\n${large}\n{"id":3,"fill":"${"y".repeat(150_000)}"}\n{"id":4}\n`;
    const invocation = await over(strict, [body], {
      stream: { maxFrameBytes: 200_000 },
      run: { deadLetter, key: { field: "/id" } },
      sink: { key: { field: "/id" }, compress: "none" },
    });
    const report = await reportOf(invocation);
    expect(report).toMatchObject({ stored: 4, deadLettered: 2, framesSkipped: 0, checkpoint: "4" });
    expect(records).toMatchObject([
      { reason: "FRAME_INVALID", message: expect.stringContaining("not JSON") },
      { reason: "FRAME_TOO_LARGE", sizeBytes: 300_000, message: expect.stringContaining("200000 bytes") },
    ]);
    expect(records.map(({ data }) => Buffer.from(data).toString())).toEqual([
      "{bad",
      large.slice(0, 64 * 1024),
    ]);
    expect(invocation.logged.filter((message) => message === "dead letter")).toHaveLength(2);
    expect(invocation.warned).toEqual([]);
  });

  it("is passed by the checkpoint with the id that an SSE event over the bound has", async () => {
    const body = `id: 1\ndata: a\n\ndata: ${"x".repeat(200_000)}\nid: 2\n\n`;
    const invocation = await over(sse(), [body, ""], { ...SSE, stream: { maxFrameBytes: 100_000 } });
    expect(await reportOf(invocation)).toMatchObject({ stored: 1, framesSkipped: 1, checkpoint: "2" });
    expect(served.requests.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "2"]);
  });

  it("is an event without a usable key, or too large for the table, too", async () => {
    const body = `{"id":1}\n{"no":"id"}\n{"id":2,"fill":"${"x".repeat(500_000)}"}\n{"id":3}\n`;
    const key = { field: "/id" };
    const invocation = await over(strict, [body], { run: { key }, sink: { key, compress: "none" } });
    expect(await reportOf(invocation)).toMatchObject({ stored: 2, framesSkipped: 2, checkpoint: "3" });
    const skipped = invocation.warned.filter(({ message }) => message === "frame skipped");
    expect(skipped.map(({ reason }) => reason)).toEqual(["INVALID_EVENT", "EVENT_TOO_LARGE"]);
    expect(String(skipped[1]?.excerpt)).toHaveLength(1_024);
  });

  it("fails the connection when that is asked for, after the good ones before it", async () => {
    const invocation = await over(strict, ['{"id":1}\n{bad\n{"id":2}\n'], { run: { onInvalid: "fail" } });
    await stage.passUntilOver(invocation);
    await expect(invocation.finished).rejects.toMatchObject({ code: "FRAME_INVALID" });
    expect(await storedTexts()).toEqual(['{"id":1}']);
  });

  it("is counted by the metrics", async () => {
    const emitted: Record<string, number>[] = [];
    const invocation = await over(strict, ['{"id":1}\n{bad\n{}\n'], {
      resume: "query:since",
      run: { onMetrics: (values) => void emitted.push(values) },
    });
    await reportOf(invocation);
    const sum = (name: string) => emitted.reduce((total, values) => total + (values[name] ?? 0), 0);
    expect([sum("framesSkipped"), sum("deadLetters"), sum("cursorlessFrames")]).toEqual([1, 0, 1]);
  });
});

describe("the default key", () => {
  it("tells server-sent events apart by name, id and data, as they came", async () => {
    const events = [
      "event: joined\ndata: 5",
      "event: left\ndata: 5",
      "id: 1\nevent: left\ndata: 5",
      "id: 2\nevent: left\ndata: 5",
      "data: 5",
    ];
    const body = [...events, ...events].map((event) => `${event}\n\n`).join("");
    expect(await reportOf(await over(sse(), [body], SSE))).toMatchObject({ received: 10, stored: 5 });
    const keys = (await stage.stored()).map(({ key, id, type }) => [key, id, type]);
    expect(keys).toContainEqual([hash("sha1", "5", "hex"), undefined, undefined]);
    const named = { data: "5", id: "2", type: "left" };
    expect(keys).toContainEqual([eventKey(named), "2", "left"]);
  });

  it("is the SHA-1 of a line, whatever id is read from it", async () => {
    await reportOf(await over(strict, ['{"id":7}\n']));
    expect((await stage.stored()).map(({ key, id }) => [key, id])).toEqual([
      [hash("sha1", '{"id":7}', "hex"), "7"],
    ]);
  });

  it("is doubted in the log when a source gives events that it sends again other ids", async () => {
    const events = ["a", "b", "c", "d"];
    const bodies = [1, 2].map((connection) =>
      events.map((data) => `id: ${connection}-${data}\ndata: ${data}\n\n`).join(""),
    );
    const invocation = await over(sse(), bodies, SSE);
    expect(await reportOf(invocation)).toMatchObject({ stored: 8 });
    expect(invocation.warned).toEqual([
      expect.objectContaining({ message: "equal data under different ids", idBefore: "1-c", id: "2-c" }),
    ]);
  });

  it.each([
    ["ids hold", (_: number, data: string) => data],
    [
      "only two events came again",
      (connection: number, data: string) => `${data < "c" ? connection : ""}${data}`,
    ],
  ])("is not doubted where %s", async (_, idOf) => {
    const bodies = [1, 2].map((connection) =>
      ["a", "b", "c", "d"].map((data) => `id: ${idOf(connection, data)}\ndata: ${data}\n\n`).join(""),
    );
    const invocation = await over(sse(), bodies, SSE);
    await reportOf(invocation);
    expect(invocation.warned).toEqual([]);
  });

  it("is not doubted for a keep-alive that has a new id each time", async () => {
    const keepAlives = (ids: number[]) => ids.map((id) => `id: ${id}\ndata: {}\n\n`).join("");
    const invocation = await over(sse(), [keepAlives([1]), keepAlives([2, 3, 4, 5])], SSE);
    await reportOf(invocation);
    expect(invocation.warned).toEqual([]);
  });
});

describe("a cursor", () => {
  it.each([
    ["of 64 bits", ["9007199254740993", "9007199254740995", "9007199254740997"]],
    ["with a fraction", ["1700000000.25", "1700000000.5", "1700000001.75"]],
    ["of 8 KiB", ["1", "2", "3"].map((digit) => `"${digit.repeat(8_192)}"`)],
  ])("%s is one: the source is resumed from it", async (_, ids) => {
    const bodies = ids.map((id) => `{"id":${id}}\n`);
    const invocation = await over(strict, bodies, { resume: "header:x-after" });
    const report = await reportOf(invocation);
    const texts = ids.map((id) => id.replaceAll('"', ""));
    expect(report).toMatchObject({ stored: 3, cursorless: 0, checkpoint: texts.at(-1) });
    expect(served.requests.map(({ headers }) => headers["x-after"])).toEqual([
      undefined,
      ...texts.slice(0, 2),
    ]);
    expect(invocation.warned).toEqual([]);
  });

  it.each([
    ["there is none", '{"n":1}\n{"n":2}\n', 2, "no id where EVENT_ID says"],
    ["it is too long", `{"id":"${"x".repeat(11)}"}\n{"id":1}\n`, 1, "11 bytes, over MAX_CURSOR_BYTES, 10"],
    ["no request can carry it", '{"id":"a\\u0000"}\n', 1, "characters that no request can carry"],
  ])("that is missing because %s is warned of once, and counted", async (_, body, cursorless, problem) => {
    const options = { resume: "query:since", run: { maxCursorBytes: 10 } };
    const invocation = await over(strict, [body], options);
    expect(await reportOf(invocation)).toMatchObject({ cursorless });
    expect(invocation.warned).toEqual([
      { message: "frame without a cursor", problem: expect.stringContaining(problem) },
    ]);
  });

  it.each(["abc", "1e30", "1.5"])(
    "%s that RESUME cannot take is an id, and no checkpoint: the one before it counts, and the stream goes on",
    async (odd) => {
      const bodies = [`{"id":4}\n{"id":"${odd}"}\n`, '{"id":5}\n'];
      const invocation = await over(strict, bodies, { resume: "query:since={id+1}" });
      expect(await reportOf(invocation)).toMatchObject({ stored: 3, cursorless: 1, checkpoint: "5" });
      expect(served.requests.map(({ url }) => url?.split("?")[1])).toEqual([undefined, "since=5"]);
      expect(invocation.warned).toEqual([
        { message: "frame without a cursor", problem: expect.stringContaining("its id is none that RESUME") },
      ]);
    },
  );

  it("is not missed where the source is not resumed, nor in an SSE event after one with an id", async () => {
    const invocation = await over(strict, ["{}\n"]);
    expect(await reportOf(invocation)).toMatchObject({ cursorless: 0 });
    await stage.close();
    served.close();
    const events = await over(sse(), ["data: none yet\n\nid: 1\ndata: a\n\ndata: b\n\n"], SSE);
    expect(await reportOf(events)).toMatchObject({ stored: 3, cursorless: 1 });
  });
});

describe("a keep-alive that repeats byte for byte", () => {
  it.each([
    ["ndjson", strict, "{}\n", "/id"],
    ["sse", sse(), "event: ping\ndata: {}\n\n", "sse"],
  ] as const)("in %s proves nothing of a handover", async (name, format, keepAlive, eventId) => {
    served = await serve((response) => {
      response.writeHead(200, { "content-type": MEDIA_TYPES[name] });
      response.write(keepAlive);
    });
    stage = await RelayStage.open(world, {});
    const options = { format, eventId, stream: { url: served.url } };
    const old = stage.invoke("A", 1, options);
    await old.settles(1);
    await stage.pass(10_000);
    const successor = stage.invoke("B", 2, options);
    await successor.settles(1);
    await stage.pass(2_000);
    expect((await old.report()).outcome).toBe("superseded");
    await stage.store.stop({ streamId: stage.streamId });
    const { handover, duplicates } = await reportOf(successor);
    expect(duplicates).toBe(1);
    expect(handover).toEqual({ proven: false, provable: false, overlapEvents: 0, overlapMs: 0 });
  });
});
