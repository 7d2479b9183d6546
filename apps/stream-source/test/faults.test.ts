import net from "node:net";
import { describe, expect, test } from "vitest";
import { END_OF_STREAM_MESSAGE } from "../src/index.ts";
import { connect } from "./support/client.ts";
import { eventually, range, startTestSource } from "./support/source.ts";

describe("drop", () => {
  test("after so many events the connection is reset, and all of them arrive before", async () => {
    const { clock, truth, url } = await startTestSource({ faults: "drop-after-events:5" });
    const client = await connect(url);
    clock.advance(200);

    expect(await client.closed).toBe("ECONNRESET");
    expect(client.seqs).toEqual(range(1, 5));
    expect(truth()).toMatchObject({ eventsMade: 20, connections: [{ endReason: "dropped", lastSeq: 5 }] });
  });

  test("every connection, or only the next so many", async () => {
    const { clock, url } = await startTestSource({ faults: "drop-after-events:2:next=2", events: 20 });
    const ends = [];
    for (const _ of range(1, 3)) {
      const client = await connect(url);
      clock.advance(50);
      if (ends.length === 2) clock.advance(1_000);
      ends.push(await client.closed);
    }

    expect(ends).toEqual(["ECONNRESET", "ECONNRESET", "end"]);
  });

  test("after so many milliseconds, whatever was sent", async () => {
    const { clock, truth, url } = await startTestSource({ faults: "drop-after-ms:250", rate: 0.01 });
    const client = await connect(url);
    clock.advance(249);
    expect(truth().connections[0]?.endedAt).toBeNull();
    clock.advance(1);

    expect(await client.closed).toBe("ECONNRESET");
    const [connection] = truth().connections;
    expect(connection?.endedAt).toBeCloseTo((connection?.startedAt ?? 0) + 250, 1);
  });

  test.each([
    ["end", "end"],
    ["close", "ECONNRESET"],
    ["reset", "ECONNRESET"],
  ])("ending=%s shows as %s", async (ending, seen) => {
    const { clock, url } = await startTestSource({ faults: `drop-after-events:1:ending=${ending}` });
    const client = await connect(url);
    clock.advance(100);

    expect(await client.closed).toBe(seen);
    expect(client.seqs).toEqual([1]);
  });

  test.each([
    ["reset", "ECONNRESET"],
    ["close", "FIN"],
  ])("ending=%s is %s to the peer's socket", async (ending, seen) => {
    const { clock, source } = await startTestSource({ faults: `drop-after-ms:30:ending=${ending}` });
    const socket = net.connect(source.port, "127.0.0.1");
    const over = new Promise((resolve) => {
      socket.on("end", () => resolve("FIN"));
      socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.write("GET /streams/s1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await eventually(() => expect(received).toContain("\r\n\r\n"));
    clock.advance(20);
    await eventually(() => expect(received).toMatch(/"seq":2,.*\n\r\n$/s));
    clock.advance(10);

    expect(await over).toBe(seen);
    expect(received).not.toMatch(/\r\n0\r\n\r\n$/);
    socket.destroy();
  });

  test("after 0 events the connection ends with its headers", async () => {
    const { clock, url } = await startTestSource({ faults: "drop-after-events:0:ending=close" });
    const client = await connect(url);
    clock.advance(100);
    await client.closed;

    expect([client.status, client.text]).toEqual([200, ""]);
  });

  test("with a probability is drawn from the seed: the same connections every time", async () => {
    const dropped = async (seed: number) => {
      const { clock, truth, url } = await startTestSource({
        seed,
        mode: "shared",
        events: 2,
        faults: "drop-after-events:1:probability=0.5",
      });
      const clients = [];
      for (const _ of range(1, 24)) clients.push(await connect(url));
      clock.advance(100);
      await Promise.all(clients.map((client) => client.closed));
      return truth().connections.map((connection) => connection.endReason === "dropped");
    };
    const [first, again, other] = [await dropped(1), await dropped(1), await dropped(2)];

    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([true, false]));
  });
});

describe("stall", () => {
  test("the connection stays open and falls silent, without heartbeats or an end", async () => {
    const { clock, truth, url } = await startTestSource({
      faults: "stall-after-events:3:next=1",
      heartbeatMs: 100,
      events: 30,
    });
    const client = await connect(url);
    clock.advance(100_000);
    await client.until(() => client.seqs.length === 3);

    const [connection] = truth().connections;
    expect(connection).toMatchObject({ endedAt: null, lastSeq: 3, heartbeatsSent: 0 });
    expect(connection?.stalledAt).toBeGreaterThan(truth().events[2]?.at ?? Number.NaN);
    expect(connection?.stalledAt).toBeLessThan(truth().events[3]?.at ?? Number.NaN);
    client.destroy();
  });

  test("is ended by a newer connection of an exclusive source", async () => {
    const { clock, truth, url } = await startTestSource({ faults: "stall-after-ms:50:next=1" });
    const stalled = await connect(url);
    clock.advance(100);
    const next = await connect(url);
    clock.advance(100);
    await next.until(() => next.seqs.length === 10);

    expect(await stalled.closed).toBe("end");
    expect(next.seqs).toEqual(range(11, 20));
    expect(truth().connections[0]?.endReason).toBe("superseded");
    expect(stalled.seqs.at(-1)).toBe(truth().connections[0]?.lastSeq);
  });

  test("then drop: both faults strike the one connection", async () => {
    const { clock, truth, url } = await startTestSource({ faults: "stall-after-events:2,drop-after-ms:500" });
    const client = await connect(url);
    clock.advance(500);

    expect(await client.closed).toBe("ECONNRESET");
    expect(truth().connections).toMatchObject([{ endReason: "dropped", lastSeq: 2 }]);
  });
});

describe("cut", () => {
  test.each(["ndjson", "sse", "chunks"] as const)(
    "mid-record in %s: half an event, then the end",
    async (format) => {
      const { clock, truth, url } = await startTestSource({ faults: "cut-record-after-events:2", format });
      const client = await connect(url);
      clock.advance(100);

      expect(await client.closed).toBe("end");
      const { connections, events } = truth();
      expect(connections).toMatchObject([
        { endReason: "cut", eventsSent: 2, lastSeq: 2, cutSeq: 3, bytesSent: client.body.length },
      ]);
      expect(client.text).toContain(events[2]?.id);
      expect(client.text).not.toContain("�");
      expect(client.text.endsWith("\n")).toBe(false);
      expect(client.text.match(/"seq":/g)).toHaveLength(3);
    },
  );

  test.each(["ndjson", "sse", "chunks"] as const)(
    "mid-character in %s: not even valid UTF-8",
    async (format) => {
      const { clock, truth, url } = await startTestSource({ faults: "cut-character-after-events:2", format });
      const client = await connect(url);
      clock.advance(1_000);

      expect(await client.closed).toBe("end");
      expect(() => new TextDecoder("utf-8", { fatal: true }).decode(client.body)).toThrow(TypeError);
      const [connection] = truth().connections;
      expect(connection?.cutSeq).toBe((connection?.lastSeq ?? 0) + 1);
    },
  );

  test("may end the connection the hard way", async () => {
    const { clock, url } = await startTestSource({ faults: "cut-record-after-events:0:ending=reset" });
    const client = await connect(url);
    clock.advance(100);

    expect(await client.closed).toBe("ECONNRESET");
    expect(client.text.startsWith('{"$schema"')).toBe(true);
  });

  test("the event goes whole to the other connections of a shared source", async () => {
    const { clock, url } = await startTestSource({
      mode: "shared",
      events: 5,
      faults: "cut-record-after-events:2:next=1",
    });
    const cut = await connect(url);
    const whole = await connect(url);
    clock.advance(100);
    await Promise.all([cut.closed, whole.closed]);

    expect(whole.seqs).toEqual(range(1, 5));
    expect(whole.lines.at(-1)).toBe(END_OF_STREAM_MESSAGE);
  });
});

describe("connect delay", () => {
  test("the headers come late; the stream begins with the request, the connection with the headers", async () => {
    const { clock, truth, url } = await startTestSource({ faults: "connect-delay-ms:500", events: 60 });
    const start = clock.now();
    const connecting = connect(url);
    await eventually(() => expect(truth().state).toBe("running"));
    clock.advance(499);
    expect(truth().connections).toEqual([]);
    clock.advance(1);
    const client = await connecting;
    clock.advance(100);
    await client.closed;

    expect(client.seqs).toEqual(range(51, 60));
    expect(truth().startedAt).toBe(start);
    expect(truth().connections[0]?.startedAt).toBeCloseTo(start + 500, 1);
  });

  test("the older connection of an exclusive source lives until then", async () => {
    const { clock, source, truth, url } = await startTestSource();
    const old = await connect(url);
    source.setFaults("s1", "connect-delay-ms:200:next=1");
    const connecting = connect(url);
    const unused = async () =>
      ((await (await fetch(`${url}/faults`)).json()) as { faults: unknown[] }).faults;
    await eventually(async () => expect(await unused()).toEqual([]));
    clock.advance(200);
    await Promise.all([connecting, old.closed]);

    expect(old.seqs).toEqual(range(1, 20));
    expect(truth().connections[0]?.endedAt).toBe(truth().connections[1]?.startedAt);
  });
});

describe("refuse", () => {
  test.each([
    ["429", "1"],
    ["500", "1"],
    ["503:retry-after-s=7", "7"],
    ["401", null],
    ["403", null],
    ["404", null],
    ["409:retry-after-s=0", "0"],
  ])("refuse:%s for the next connection, Retry-After %s", async (fault, retryAfter) => {
    const { truth, url } = await startTestSource({ faults: `refuse:${fault}:next=1` });
    const response = await fetch(url);

    expect(response.status).toBe(Number.parseInt(fault, 10));
    expect(response.headers.get("retry-after")).toBe(retryAfter);
    expect(await response.json()).toMatchObject({ code: "FAULT" });
    expect(truth()).toMatchObject({
      state: "running",
      connections: [],
      refusals: [{ status: response.status, reason: "fault" }],
    });
    expect((await connect(url)).status).toBe(200);
  });

  test("refuse:close closes the socket without an answer", async () => {
    const { truth, url } = await startTestSource({ faults: "refuse:close:next=1" });

    await expect(connect(url)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(truth().refusals).toMatchObject([{ status: null, reason: "fault" }]);
    expect((await connect(url)).status).toBe(200);
  });

  test("refusals are used up in the order in which they stand; other faults wait for a connection", async () => {
    const { clock, url } = await startTestSource({
      faults: "refuse:503:next=2,refuse:429:next=1,drop-after-events:1:next=1",
    });
    const statuses = [];
    for (const _ of range(1, 3)) statuses.push((await fetch(url)).status);
    expect(statuses).toEqual([503, 503, 429]);

    const client = await connect(url);
    clock.advance(100);
    expect(await client.closed).toBe("ECONNRESET");
  });

  test("does not disturb the connection that is open", async () => {
    const { clock, source, url } = await startTestSource({ events: 10 });
    const client = await connect(url);
    source.setFaults("s1", "refuse:503");
    expect((await fetch(url)).status).toBe(503);
    clock.advance(100);
    await client.closed;

    expect(client.seqs).toEqual(range(1, 10));
  });
});

describe("single connection", () => {
  test.each([409, 429])("a second one gets %d while the first is open", async (status) => {
    const { clock, truth, url } = await startTestSource({ faults: `single-connection:${status}` });
    const first = await connect(url);
    clock.advance(100);
    const second = await fetch(url);
    expect(second.status).toBe(status);
    expect(second.headers.get("retry-after")).toBe(status === 429 ? "1" : null);
    expect(await second.json()).toMatchObject({ code: "BUSY" });
    await first.until(() => first.seqs.length === 10);
    first.destroy();

    await eventually(() => expect(truth().connections[0]?.endReason).toBe("client-closed"));
    expect((await connect(url)).status).toBe(200);
    expect(truth().refusals).toMatchObject([{ status, reason: "single-connection" }]);
  });
});

test("duplicates are the same bytes again, at once, as often as the share says", async () => {
  const { clock, truth, url } = await startTestSource({ duplicates: 0.3, events: 1_000, rate: 1_000 });
  const client = await connect(url);
  clock.advance(1_000);
  await client.closed;

  const lines = client.lines.slice(0, -1);
  const repeated = lines.filter((line, index) => line === lines[index - 1]);
  expect(new Set(lines).size).toBe(1_000);
  expect(lines.length - 1_000).toBe(repeated.length);
  expect(repeated.length).toBeGreaterThan(250);
  expect(repeated.length).toBeLessThan(350);
  expect(truth().connections).toMatchObject([{ eventsSent: 1_000, duplicatesSent: repeated.length }]);
});
