import type { ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type FollowStreamOptions, type Frame, ndjson, parseResumeRule, sse } from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { serve, type TestServer } from "../stream-server.ts";
import { type ReplayServer, serveReplay } from "./replay-server.ts";
import { follow, readAll, refuse, send, serveInTurn } from "./support.ts";

let server: TestServer;
afterEach(() => server?.close());

function numberOf(frame: Frame): number {
  return (frame.json() as { n: number }).n;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const bySince = { cursorOf: "/n", resume: parseResumeRule("query:since") ?? false } as const;

describe("a stream that can be resumed", () => {
  it.each<[string, "ndjson" | "sse", Partial<FollowStreamOptions>]>([
    ["Last-Event-ID, the default with sse()", "sse", { format: sse() }],
    ["a parameter of the query", "ndjson", bySince],
    [
      "any header, by a template",
      "ndjson",
      { cursorOf: "/n", resume: { in: "header", name: "X-Cursor", template: "after {id}" } },
    ],
    [
      "a cursor that a function finds",
      "ndjson",
      { ...bySince, cursorOf: (frame) => /"n":(\d+)/.exec(frame.text)?.[1] },
    ],
  ])("goes on after the last frame by %s", async (_, format, options) => {
    const replay = await serveReplay({ events: 9, format, killAfterBytes: [100, 0, 35, 70] });
    server = replay;
    const following = follow({ url: server.url, ...options });
    const numbers: number[] = [];
    for await (const frame of following.stream) numbers.push(numberOf(frame));
    expect(numbers).toEqual(upTo(9));
    expect(replay.asked[0]).toBeUndefined();
    expect(replay.asked.at(-1)).toBe("9");
    expect(following.stream.cursor).toBe("9");
    expect(following.stream.totals.truncatedRecords).toBeGreaterThan(0);
  });

  it("starts from the cursor of an earlier run", async () => {
    const replay = await serveReplay({ events: 5, format: "ndjson", killAfterBytes: [] });
    server = replay;
    const { texts } = await readAll(follow({ url: server.url, ...bySince, cursor: "3" }));
    expect(texts.map((text) => JSON.parse(text).n)).toEqual([4, 5]);
    expect(replay.asked).toEqual(["3", "5"]);
  });

  it("leaves the rest of the query as it is, byte for byte, and replaces what named another place", async () => {
    server = await serveInTurn(send('{"n":1}\n'), send('{"id":"a&b=c d+é%"}\n'), refuse(204));
    const url = `${server.url}?filter=a%20b~(c)&since=0&x`;
    const cursorOf = ({ text }: Frame) => String(Object.values(JSON.parse(text))[0]);
    await readAll(follow({ url, query: { since: "1", y: 2 }, resume: bySince.resume, cursorOf }));
    const queries = server.requests.map(({ url }) => url?.split("?")[1]);
    expect(queries.slice(0, 2)).toEqual(["filter=a%20b~(c)&x&since=1&y=2", "filter=a%20b~(c)&x&since=1&y=2"]);
    expect(queries[2]).toMatch(/^filter=a%20b~\(c\)&x&since=/);
    expect(new URLSearchParams(queries[2]).get("since")).toBe("a&b=c d+é%");
  });

  it("sends a POST's body again with each request, made afresh", async () => {
    const bodies: string[] = [];
    server = await serve((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text) => {
        body += text;
      });
      request.on("end", () => {
        bodies.push(`${request.method} ${request.headers["x-after"] ?? "the start"}: ${body}`);
        if (bodies.length < 3) response.end(`{"n":${bodies.length}}\n`);
        else response.writeHead(204).end();
      });
    });
    const resume = parseResumeRule("header:x-after") ?? false;
    let made = 0;
    const body = () => {
      made += 1;
      return `question ${made}`;
    };
    await readAll(follow({ url: server.url, body, cursorOf: "/n", resume }));
    expect(bodies).toEqual(["POST the start: question 1", "POST 1: question 2", "POST 2: question 3"]);
  });

  it("is told the cursor when it makes its headers, and cannot overwrite it", async () => {
    server = await serveInTurn(send("id: é\ndata: a\n\n"), refuse(204));
    const cursors: (string | undefined)[] = [];
    const headers = ({ cursor }: { cursor: string | undefined }) => {
      cursors.push(cursor);
      return { "Last-Event-ID": "mine" };
    };
    await readAll(follow({ url: server.url, format: sse(), headers }));
    expect(cursors).toEqual([undefined, "é"]);
    const sent = server.requests.map(({ headers }) => headers["last-event-id"]?.toString() ?? "");
    expect(sent[0]).toBe("mine");
    expect(Buffer.from(sent[1] ?? "", "latin1").toString("utf8")).toBe("é");
  });

  it("forgets a cursor that the source no longer knows (410), once, and says so", async () => {
    server = await serveInTurn(send('{"n":1}\n'), refuse(410), send('{"n":7}\n'), refuse(410), refuse(410));
    const following = follow({ url: server.url, ...bySince });
    const { texts, error } = await readAll(following);
    expect(texts).toEqual(['{"n":1}', '{"n":7}']);
    expect(error).toMatchObject({ status: 410 });
    expect(server.requests.map(({ url }) => url?.split("?")[1])).toEqual([
      undefined,
      "since=1",
      undefined,
      "since=7",
      undefined,
    ]);
    expect(following.stream.totals.cursorsForgotten).toBe(2);
    expect(following.stream.finish).toMatchObject({ kind: "refused" });
  });

  it.each([
    ["a control character", '{"id":"a\\nb"}'],
    ["more than 8,192 bytes", `{"id":"${"x".repeat(8_193)}"}`],
    ["half a surrogate pair", '{"id":"\\ud800"}'],
    ["nothing in it", '{"id":""}'],
  ])("never sends a cursor with %s: the one before it stays", async (_, frame) => {
    server = await serveInTurn(send(`{"id":"good"}\n${frame}\n`), refuse(204));
    const resume = parseResumeRule("header:x-after") ?? false;
    await readAll(follow({ url: server.url, format: ndjson(), cursorOf: "/id", resume }));
    expect(server.requests[1]?.headers["x-after"]).toBe("good");
  });

  it.each([
    ["a number that JSON would round, by its own digits", "9007199254740993", "9007199254740993"],
    ["text of 8,192 bytes", `"${"x".repeat(8_192)}"`, "x".repeat(8_192)],
  ])("sends %s", async (_, id, cursor) => {
    server = await serveInTurn(send(`{"id":${id}}\n`), refuse(204));
    const resume = parseResumeRule("header:x-after") ?? false;
    await readAll(follow({ url: server.url, format: ndjson(), cursorOf: "/id", resume }));
    expect(server.requests[1]?.headers["x-after"]).toBe(cursor);
  });
});

describe("SSE's last event id", () => {
  async function sentAfter(...bodies: string[]): Promise<(string | undefined)[]> {
    server = await serveInTurn(...bodies.map((body) => send(body)), refuse(204));
    await readAll(follow({ url: server.url, format: sse() }));
    return server.requests.slice(1).map(({ headers }) => headers["last-event-id"]?.toString());
  }

  it("holds over events and connections without one", async () => {
    expect(await sentAfter("id: 1\ndata: a\n\ndata: b\n\n", ": quiet\n\n", "data: c\n\n")).toEqual([
      "1",
      "1",
      "1",
    ]);
  });

  it("is taken from events without data too", async () => {
    expect(await sentAfter("id: 1\ndata: a\n\nid: 2\n\n")).toEqual(["2"]);
  });

  it("is not taken from an event that was cut off", async () => {
    expect(await sentAfter("id: 1\ndata: a\n\nid: 2\ndata: b\n")).toEqual(["1"]);
  });

  it("is taken back by an empty one", async () => {
    expect(await sentAfter("id: 1\ndata: a\n\n", "id\ndata: b\n\n")).toEqual(["1", undefined]);
  });

  it("is in force for the first events of the next connection", async () => {
    server = await serveInTurn(send("id: 1\ndata: a\n\n"), send("data: b\n\n"), refuse(204));
    const ids: (string | undefined)[] = [];
    for await (const frame of follow({ url: server.url, format: sse() }).stream) ids.push(frame.lastEventId);
    expect(ids).toEqual(["1", "1"]);
  });
});

describe("acknowledging", () => {
  it("is asking for the next frame: what the consumer has in hand is not done with", async () => {
    server = await serveReplay({ events: 3, format: "ndjson", killAfterBytes: [] });
    const { stream } = follow({ url: server.url, ...bySince });
    const cursors: (string | undefined)[] = [];
    for await (const frame of stream) cursors.push(`${numberOf(frame)} in hand, ${stream.cursor} done`);
    expect(cursors).toEqual(["1 in hand, undefined done", "2 in hand, 1 done", "3 in hand, 2 done"]);
    expect(stream.cursor).toBe("3");
  });

  it("is asking for the next batch", async () => {
    server = await serveInTurn(send('{"n":1}\n{"n":2}\n{"x":0}\n'), send('{"x":0}\n'), send('{"n":3}\n'));
    const { stream } = follow({ url: server.url, ...bySince });
    const cursors: (string | undefined)[] = [];
    for await (const _ of stream.batches()) cursors.push(stream.cursor);
    expect([...cursors, stream.cursor]).toEqual([undefined, "2", "2", "3"]);
  });

  it("does not take what a consumer had in hand when it left", async () => {
    server = await serveReplay({ events: 3, format: "ndjson", killAfterBytes: [] });
    const { stream } = follow({ url: server.url, ...bySince });
    for await (const frame of stream) if (numberOf(frame) === 2) break;
    expect(stream.cursor).toBe("1");
  });

  it("by hand decides alone where the next connection goes on: what is after it comes again", async () => {
    const replay = await serveReplay({ events: 4, format: "ndjson", killAfterBytes: [60, 60] });
    server = replay;
    const { stream } = follow({ url: server.url, ...bySince, acknowledge: "manual", cursor: "0" });
    const numbers: number[] = [];
    for await (const frame of stream) {
      const number = numberOf(frame);
      numbers.push(number);
      if (number === 1) stream.acknowledge(frame);
      if (number === 3) stream.acknowledge("2");
      if (number === 4) stream.acknowledge("4");
    }
    expect(replay.asked).toEqual(["0", "1", "2", "4"]);
    expect(numbers).toEqual([1, 2, 2, 3, 3, 4]);
  });

  it("by hand of an SSE event without an id goes back to the id before it, not to the last that was received", async () => {
    const events = "id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n";
    server = await serveInTurn(send(events), send(events.slice(events.indexOf("data: b"))), refuse(204));
    const { stream } = follow({ url: server.url, format: sse(), acknowledge: "manual" });
    const texts: string[] = [];
    for await (const frame of stream) {
      texts.push(frame.text);
      if (texts.join("") === "a" || texts.join("") === "abcb") stream.acknowledge(frame);
    }
    expect(texts.join("")).toBe("abcbc");
    expect(server.requests.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "1", "1"]);
  });

  it("by hand refuses what no request can carry, and frames without a rule", async () => {
    const { stream } = follow({ url: "http://localhost/", acknowledge: "manual" });
    const [frame] = ndjson().decoder().decode(Buffer.from('{"n":1}\n'));
    expect(() => stream.acknowledge("a\r\nx-evil: 1")).toThrow(
      /the acknowledged cursor is "a\\r\\nx-evil: 1"/,
    );
    expect(() => stream.acknowledge("")).toThrow(/1 to 8192 bytes/);
    expect(() => frame && stream.acknowledge(frame)).toThrow(/cursorOf/);
    expect(() => follow({ url: "http://localhost/" }).stream.acknowledge("1")).toThrow(/automatic/);
    expect(stream.cursor).toBeUndefined();
  });
});

describe("over connections that are killed anywhere", () => {
  const kills = fc.array(fc.nat(400), { maxLength: 8 });
  const ways = fc.constantFrom<["ndjson" | "sse", Partial<FollowStreamOptions>]>(
    ["sse", { format: sse() }],
    ["ndjson", bySince],
  );
  const mostEvents = 12;

  async function replay(
    format: "ndjson" | "sse",
    killAfterBytes: number[],
    read: (server: ReplayServer) => Promise<void>,
  ): Promise<void> {
    const replayed = await serveReplay({ events: mostEvents, format, killAfterBytes });
    try {
      await read(replayed);
    } finally {
      await replayed.close();
    }
  }

  it("every frame comes once, in order", async () => {
    await fc.assert(
      fc.asyncProperty(kills, ways, fc.boolean(), ([...killAfterBytes], [format, options], byBatches) =>
        replay(format, killAfterBytes, async ({ url }) => {
          const { stream } = follow({ url, ...options });
          const numbers: number[] = [];
          if (byBatches) for await (const batch of stream.batches()) numbers.push(...batch.map(numberOf));
          else for await (const frame of stream) numbers.push(numberOf(frame));
          expect(numbers).toEqual(upTo(mostEvents));
        }),
      ),
      { numRuns: 60 },
    );
  });

  it("nothing acknowledged by hand is asked for again, and nothing else is lost", async () => {
    await fc.assert(
      fc.asyncProperty(
        kills,
        ways,
        fc.infiniteStream(fc.boolean()),
        (killAfterBytes, [format, options], chance) =>
          replay(format, killAfterBytes, async ({ url, asked }) => {
            const done: number[] = [];
            const wanted: string[] = [];
            const { stream } = follow({
              ...{ url, ...options, cursor: "0", acknowledge: "manual" },
              onConnection: ({ kind }) => kind === "connecting" && wanted.push(String(done.length)),
            });
            for await (const frame of stream) {
              const number = numberOf(frame);
              expect(number).toBeGreaterThan(done.length);
              if (number > done.length + 1 || chance.next().value === false) continue;
              done.push(number);
              stream.acknowledge(frame);
            }
            expect(done).toEqual(upTo(mostEvents));
            expect(asked).toEqual(wanted);
          }),
      ),
      { numRuns: 60 },
    );
  });
});

describe("an idle timeout that is learned", () => {
  it("is the ceiling at first, then some times the longest silence; heartbeats break a silence", async () => {
    const clock = new ManualClock();
    const responses: ServerResponse[] = [];
    server = await serve((_, response) => {
      response.flushHeaders();
      responses.push(response);
    });
    const learn = { floorMs: 100, ceilingMs: 10_000, factor: 3 };
    const { stream, events } = follow({ url: server.url, format: sse(), clock, idleTimeoutMs: { learn } });
    const read = stream[Symbol.asyncIterator]().next();
    const heartbeat = ": quiet\n\n";
    const beat = async () => {
      const { bytesReceived } = stream.totals;
      responses.at(-1)?.write(heartbeat);
      await until(() => stream.totals.bytesReceived === bytesReceived + heartbeat.length);
      await turn();
    };
    await until(() => responses.length === 1);
    await beat();
    clock.advance(9_000);
    await beat();
    for (let seconds = 0; seconds < 8; seconds += 1) {
      clock.advance(1_000);
      await beat();
    }
    clock.advance(9_999);
    await turn();
    expect(events.at(-1)).toMatchObject({ kind: "open" });
    await beat();
    expect(events.filter(({ kind }) => kind === "open")).toHaveLength(1);
    await stream.close();
    expect(await read).toMatchObject({ done: true, value: { kind: "aborted" } });
  });

  it("falls to what the stream's rhythm allows, and the next connection knows it", async () => {
    const clock = new ManualClock();
    const responses: ServerResponse[] = [];
    server = await serve((_, response) => {
      response.flushHeaders();
      responses.push(response);
    });
    const learn = { floorMs: 100, ceilingMs: 10_000, factor: 3 };
    const { stream, events } = follow({ url: server.url, clock, idleTimeoutMs: { learn } });
    const read = stream[Symbol.asyncIterator]().next();
    await until(() => responses.length === 1);
    for (let beats = 0; beats <= 10; beats += 1) {
      if (beats > 0) clock.advance(1_000);
      responses[0]?.write("\n");
      await until(() => stream.totals.bytesReceived === beats + 1);
      await turn();
    }
    clock.advance(2_999);
    await turn();
    expect(events.at(-1)).toMatchObject({ kind: "open" });
    clock.advance(1);
    await until(() => responses.length === 2);
    await until(() => events.at(-1)?.kind === "open");
    await turn();
    expect(events).toContainEqual(
      expect.objectContaining({ kind: "closed", code: "IDLE_TIMEOUT", upMs: 13_000 }),
    );
    clock.advance(8_999);
    await turn();
    expect(events.at(-1)).toMatchObject({ kind: "open", attempt: 2 });
    clock.advance(1);
    await until(() => responses.length === 3);
    await stream.close();
    expect(await read).toMatchObject({ done: true });
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}
