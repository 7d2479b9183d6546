import { describe, expect, test } from "vitest";
import { createEagerPacer, createSteadyPacer } from "../src/pacing.ts";
import { connect } from "./support/client.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { range, startTestSource } from "./support/source.ts";

describe("a steady rate", () => {
  test("event n is due at start + n/rate, without drift", async () => {
    const { clock, truth, url } = await startTestSource({ rate: 3, events: 3_000 });
    const start = clock.now();
    const client = await connect(url);
    clock.advance(1_000_000);
    await client.closed;

    const late = truth().events.map((event) => event.at - start - (event.seq * 1000) / 3);
    expect(Math.max(...late.map(Math.abs))).toBeLessThan(0.01);
  });

  test("a late timer delays nothing that follows: what is overdue is made at once", async () => {
    const { clock, truth, url } = await startTestSource();
    const client = await connect(url);
    const start = clock.now();
    clock.jump(95);
    clock.advance(0);
    expect(truth().eventsMade).toBe(9);
    clock.advance(5);
    await client.until(() => client.seqs.length === 10);

    expect(client.seqs).toEqual(range(1, 10));
    expect(truth().events.at(-1)?.at).toBe(start + 100);
  });

  test("a stream begins with its first request, not before", async () => {
    const { clock, source, truth, url } = await startTestSource();
    source.setFaults("s1", "");
    clock.advance(5_000);
    expect(truth()).toMatchObject({ state: "waiting", startedAt: null, eventsMade: 0 });

    await connect(url);
    clock.advance(50);
    expect(truth()).toMatchObject({ state: "running", startedAt: clock.now() - 50, eventsMade: 5 });
  });

  test("the request that begins a stream gets all of it, however long the machine takes for the connection", async () => {
    const clock = new ManualClock();
    const slow = {
      now() {
        clock.jump(25);
        return clock.now();
      },
      schedule: clock.schedule.bind(clock),
    };
    const { truth, url } = await startTestSource({ clock: slow, events: 5 });
    const client = await connect(url);
    clock.advance(0);
    await client.closed;
    expect(truth().connections).toHaveLength(1);
    expect(client.seqs).toEqual(range(1, 5));
  });

  test("streams of different ids have clocks of their own", async () => {
    const { clock, source, truth, url } = await startTestSource();
    await connect(url);
    clock.advance(100);
    await connect(source.streamUrl("s2"));
    clock.advance(100);

    expect([truth().eventsMade, source.truth("s2")?.eventsMade]).toEqual([20, 10]);
  });

  test("maxEventsPerTurn spreads what is overdue over several turns", () => {
    const clock = new ManualClock();
    let made = 0;
    const pacer = createSteadyPacer({
      clock,
      ratePerSecond: 1_000,
      maxEventsPerTurn: 10,
      make: () => {
        made += 1;
        return made < 1_000;
      },
    });
    pacer.start();
    clock.jump(25);
    pacer.catchUp();
    expect(made).toBe(10);
    clock.advance(0);
    expect(made).toBe(25);
    pacer.stop();
    clock.advance(1_000);
    expect(made).toBe(25);
  });
});

describe("full speed", () => {
  test("all events arrive, as fast as they are read, and nobody is a slow consumer", async () => {
    const { truth, url } = await startTestSource({
      rate: 0,
      events: 5_000,
      limits: { maxBufferedBytes: 256 * 1024 },
    });
    const client = await connect(url);
    client.pause();
    setImmediate(() => client.resume());
    await client.closed;

    expect(client.seqs).toEqual(range(1, 5_000));
    expect(truth().connections).toMatchObject([{ endReason: "ended", eventsSent: 5_000 }]);
  });

  test("nothing is made while nobody can take it, and it goes on where it stopped", () => {
    const clock = new ManualClock();
    let room = 0;
    let made = 0;
    const pacer = createEagerPacer({
      clock,
      maxEventsPerTurn: 4,
      ready: () => room > 0,
      make: () => {
        room -= 1;
        made += 1;
        return made < 9;
      },
    });
    pacer.start();
    expect(made).toBe(0);
    room = 3;
    pacer.wake();
    expect(made).toBe(3);
    room = 5;
    pacer.wake();
    expect(made).toBe(7);
    clock.advance(0);
    expect(made).toBe(8);
    room = 5;
    pacer.wake();
    expect(made).toBe(9);
  });
});
