import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStamp } from "../src/clock.ts";
import { EventLog } from "../src/event-log.ts";
import type { StreamTruth } from "../src/index.ts";
import { type Client, connect } from "./support/client.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { eventually, range, startTestSource } from "./support/source.ts";

async function fetchTruth(url: string, query = ""): Promise<StreamTruth> {
  return (await (await fetch(`${url}/truth${query}`)).json()) as StreamTruth;
}

/** The events made while a connection was attached. */
function madeDuring(truth: StreamTruth, connection: StreamTruth["connections"][number]): number[] {
  const { startedAt, endedAt } = connection;
  return truth.events
    .filter((event) => event.at > startedAt && (endedAt === null || event.at < endedAt))
    .map((event) => event.seq);
}

describe("GET /streams/{id}/truth", () => {
  test("has this shape", async () => {
    const { clock, source, url } = await startTestSource({ events: 2, mode: "shared" });
    const startedAt = clock.now();
    const client = await connect(url);
    clock.advance(20);
    await client.closed;
    await fetch(url);

    const truth = await fetchTruth(url);
    expect(truth).toEqual({
      streamId: "s1",
      state: "ended",
      seed: 1,
      startedAt,
      endedAt: startedAt + 20.001,
      eventsMade: 2,
      truncated: false,
      connections: [
        {
          id: 1,
          remote: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
          format: "ndjson",
          startedAt: startedAt + 0.001,
          endedAt: startedAt + 20.002,
          endReason: "ended",
          stalledAt: null,
          resumedAfter: null,
          firstSeq: 1,
          lastSeq: 2,
          eventsSent: 2,
          duplicatesSent: 0,
          heartbeatsSent: 0,
          bytesSent: client.body.length,
          cutSeq: null,
        },
      ],
      refusals: [
        {
          at: startedAt + 20.003,
          status: 204,
          reason: "ended",
          remote: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        },
      ],
      events: [
        { id: expect.any(String), seq: 1, sha1: expect.stringMatching(/^[0-9a-f]{40}$/), at: startedAt + 10 },
        { id: expect.any(String), seq: 2, sha1: expect.stringMatching(/^[0-9a-f]{40}$/), at: startedAt + 20 },
      ],
    });
    expect(truth).toEqual(source.truth("s1"));
    expect(client.headers["stream-connection"]).toBe("1");
  });

  test("?since= leaves out the events up to that one", async () => {
    const { clock, url } = await startTestSource();
    await connect(url);
    clock.advance(100);

    const truth = await fetchTruth(url, "?since=8");
    expect(truth.events.map((event) => event.seq)).toEqual([9, 10]);
    expect(truth.eventsMade).toBe(10);
    expect((await fetch(`${url}/truth?since=x`)).status).toBe(400);
  });

  test("is 404 for a stream that is not known", async () => {
    const { url } = await startTestSource();
    const response = await fetch(`${url}/truth`);

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "STREAM_UNKNOWN" });
  });

  test("of many events is sent in parts and is whole", async () => {
    const { clock, url } = await startTestSource({ rate: 1_000, events: 5_000 });
    (await connect(url)).destroy();
    clock.advance(5_000);

    const truth = await fetchTruth(url);
    expect(truth.events.map((event) => event.seq)).toEqual(range(1, 5_000));
  });

  test("a snapshot is not changed by what happens later", async () => {
    const { clock, truth, url } = await startTestSource();
    await connect(url);
    const before = truth();
    clock.advance(100);

    expect(before.connections[0]?.eventsSent).toBe(0);
  });
});

describe("the accounts agree", () => {
  test("over takeovers, drops and gaps: each event went to the connection of its time, or to none", async () => {
    const { clock, truth, url } = await startTestSource({
      events: 400,
      duplicates: 0.2,
      faults: "drop-after-events:17:probability=0.5",
    });
    const clients: Client[] = [];
    for (const turn of range(1, 24)) {
      clients.push(await connect(url));
      clock.advance(40 + 15 * (turn % 9));
    }
    clock.advance(10_000);
    await Promise.all(clients.map((client) => client.closed));

    const { connections, events, eventsMade } = truth();
    expect(eventsMade).toBe(400);
    expect(new Set(connections.map((connection) => connection.endReason))).toEqual(
      new Set(
        ["superseded", "dropped", "ended"].filter((reason) =>
          connections.some((c) => c.endReason === reason),
        ),
      ),
    );
    const sent = connections.flatMap((connection) =>
      connection.firstSeq === null ? [] : range(connection.firstSeq, connection.lastSeq ?? 0),
    );
    const sum = (name: "eventsSent" | "duplicatesSent" | "bytesSent") =>
      connections.reduce((total, connection) => total + connection[name], 0);
    expect(sum("eventsSent")).toBe(sent.length);
    expect(new Set(sent).size).toBe(sent.length);
    for (const [index, connection] of connections.entries()) {
      const client = clients[index];
      const seqs = client?.seqs ?? [];
      const made = madeDuring(truth(), connection);
      expect([...new Set(seqs)]).toEqual(made);
      expect([made.at(0) ?? null, made.at(-1) ?? null]).toEqual([connection.firstSeq, connection.lastSeq]);
      expect(seqs.length - made.length).toBe(connection.duplicatesSent);
      expect(client?.body.length).toBe(connection.bytesSent);
    }
    expect(sent.length).toBeLessThan(events.length);
    expect(sum("duplicatesSent")).toBeGreaterThan(0);
  });

  test("in real time, too", async () => {
    const { truth, url } = await startTestSource({ clock: undefined, rate: 500 });
    const first = await connect(url);
    await first.until(() => first.seqs.length >= 50);
    const second = await connect(url);
    await first.closed;
    await second.until(() => second.seqs.length >= 50);
    second.destroy();

    const { connections, events, startedAt } = truth();
    const [before, after] = connections.map((connection) => madeDuring(truth(), connection));
    expect(first.seqs).toEqual(before);
    expect(second.seqs).toEqual(after?.slice(0, second.seqs.length));
    expect(first.seqs.concat(second.seqs)).toEqual(range(1, first.seqs.length + second.seqs.length));
    expect(connections[0]?.endedAt).toBe(connections[1]?.startedAt);
    const early = events.filter((event) => event.at < (startedAt ?? 0) + event.seq * 2 - 0.01);
    expect(early).toEqual([]);
  });

  test("a connection that its client closes is noticed and ended", async () => {
    const { clock, truth, url } = await startTestSource();
    const client = await connect(url);
    clock.advance(30);
    await client.until(() => client.seqs.length === 3);
    client.destroy();
    await eventually(() => expect(truth().connections[0]?.endReason).toBe("client-closed"));
    clock.advance(30);

    expect(truth()).toMatchObject({ eventsMade: 6, connections: [{ eventsSent: 3 }] });
  });
});

test("stamps rise strictly even while the clock stands still", () => {
  const clock = new ManualClock();
  const stamp = createStamp(clock);
  const stamps = range(1, 1_000).map(() => stamp());
  clock.advance(5);
  stamps.push(stamp());

  expect(stamps.every((at, index) => index === 0 || at > (stamps[index - 1] ?? 0))).toBe(true);
  expect(stamps.at(-1)).toBe(clock.now());
});

test("the log remembers the newest events, whatever its limit", () => {
  fc.assert(
    fc.property(fc.nat(9_000), fc.nat(9_000), (maxEvents, count) => {
      const log = new EventLog(maxEvents);
      const sha1 = Buffer.alloc(20);
      for (const seq of range(1, count)) {
        sha1.writeUInt32BE(seq);
        log.append(sha1, seq / 8);
      }
      const kept = [...log.entries(1, count)];
      expect(kept.map((event) => event.seq)).toEqual(range(Math.max(1, count - maxEvents + 1), count));
      expect(kept.every((event) => event.at === event.seq / 8)).toBe(true);
      expect(kept.every((event) => Number.parseInt(event.sha1.slice(0, 8), 16) === event.seq)).toBe(true);
      expect(log.truncated).toBe(count > maxEvents);
    }),
    { numRuns: 20 },
  );
});
