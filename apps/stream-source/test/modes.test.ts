import { describe, expect, test } from "vitest";
import { connect } from "./support/client.ts";
import { eventually, range, startTestSource } from "./support/source.ts";

describe("an exclusive source", () => {
  test("ends the older connection at the instant at which the newer one begins", async () => {
    const { clock, truth, url } = await startTestSource({ events: 30 });
    const first = await connect(url);
    clock.advance(105);
    const second = await connect(url);
    expect(await first.closed).toBe("end");
    clock.advance(100);
    const third = await connect(url);
    expect(await second.closed).toBe("end");
    clock.advance(100);
    expect(await third.closed).toBe("end");

    expect([first.seqs, second.seqs, third.seqs]).toEqual([range(1, 10), range(11, 20), range(21, 30)]);
    const { connections } = truth();
    expect(connections.map((connection) => connection.endReason)).toEqual([
      "superseded",
      "superseded",
      "ended",
    ]);
    expect(connections[0]?.endedAt).toBe(connections[1]?.startedAt);
    expect(connections[1]?.endedAt).toBe(connections[2]?.startedAt);
  });

  test("what is due before a takeover goes to the older connection even when the timers are late", async () => {
    const { clock, url } = await startTestSource();
    const first = await connect(url);
    clock.jump(55);
    const second = await connect(url);
    await first.closed;
    clock.advance(50);
    await second.until(() => second.seqs.length === 5);

    expect([first.seqs, second.seqs]).toEqual([range(1, 5), range(6, 10)]);
  });

  test("sends no end signal to a connection that was superseded", async () => {
    const { clock, url } = await startTestSource();
    const first = await connect(url);
    clock.advance(20);
    await connect(url);
    await first.closed;

    expect(first.text).not.toContain("end-of-stream");
  });
});

describe("a shared source", () => {
  test("sends all events to all connections, each from its beginning on", async () => {
    const { clock, truth, url } = await startTestSource({ mode: "shared", events: 30 });
    const first = await connect(url);
    clock.advance(100);
    const second = await connect(url);
    clock.advance(200);
    await Promise.all([first.closed, second.closed]);

    expect([first.seqs, second.seqs]).toEqual([range(1, 30), range(11, 30)]);
    expect(truth().connections.map((connection) => connection.endReason)).toEqual(["ended", "ended"]);
  });

  test("a connection that leaves does not disturb the others", async () => {
    const { clock, truth, url } = await startTestSource({ mode: "shared", events: 20 });
    const first = await connect(url);
    const second = await connect(url);
    clock.advance(100);
    await first.until(() => first.seqs.length === 10);
    first.destroy();
    await eventually(() => expect(truth().connections[0]?.endReason).toBe("client-closed"));
    clock.advance(100);
    await second.closed;

    expect(second.seqs).toEqual(range(1, 20));
    expect(truth().connections).toMatchObject([{ lastSeq: 10 }, { lastSeq: 20 }]);
  });
});

describe("events made while nobody is connected", () => {
  test("are lost without resume", async () => {
    const { clock, truth, url } = await startTestSource({ events: 30 });
    const first = await connect(url);
    clock.advance(100);
    await first.until(() => first.seqs.length === 10);
    first.destroy();
    await eventually(() => expect(truth().connections[0]?.endedAt).not.toBeNull());
    clock.advance(100);
    const second = await connect(`${url}?since=10`, { "last-event-id": truth().events[9]?.id ?? "" });
    clock.advance(100);
    await second.closed;

    expect(second.seqs).toEqual(range(21, 30));
    expect(truth()).toMatchObject({ eventsMade: 30, connections: [{ lastSeq: 10 }, { firstSeq: 21 }] });
  });
});

describe("the end of a stream", () => {
  test("is a 204 for those who connect later", async () => {
    const { clock, truth, url } = await startTestSource({ events: 5 });
    const client = await connect(url);
    clock.advance(50);
    await client.closed;
    const late = await fetch(url);

    expect(late.status).toBe(204);
    expect(await late.text()).toBe("");
    expect(truth()).toMatchObject({ state: "ended", refusals: [{ status: 204, reason: "ended" }] });
    expect(truth().endedAt).toBeGreaterThan(truth().events.at(-1)?.at ?? Number.NaN);
  });

  test("comes whether or not somebody is connected, and no event is made after it", async () => {
    const { clock, truth, url } = await startTestSource({ events: 5 });
    const client = await connect(url);
    client.destroy();
    await eventually(() => expect(truth().connections[0]?.endedAt).not.toBeNull());
    clock.advance(10_000);

    expect(truth()).toMatchObject({ state: "ended", eventsMade: 5 });
    expect((await fetch(url)).status).toBe(204);
  });
});
