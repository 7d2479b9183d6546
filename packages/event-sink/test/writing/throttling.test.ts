import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createEventSink, type EventSinkOptions, type SinkMetrics } from "../../src/index.ts";
import { failure } from "../support/model-table.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("partiql");
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

const MAX_REQUESTS = 4;

function newSink(options: Partial<EventSinkOptions>) {
  const { client, tableName } = world;
  const system = { sleep: async () => undefined, random: () => 0 };
  const streamId = world.newStreamId();
  return createEventSink({ client, tableName, streamId, system, maxRequests: MAX_REQUESTS, ...options });
}

test.each(["put", "batch"] as const)(
  "in mode %s throttling slows the sink down, and full speed comes back after it",
  async (mode) => {
    const limits: number[] = [];
    const onMetrics = ({ requestLimit }: SinkMetrics) => limits.push(requestLimit);
    const sink = newSink({ mode, onMetrics, retry: { maxAttempts: 100 } });
    let throttles = 30;
    world.proxy.decide = () => {
      throttles -= 1;
      return throttles >= 0 ? "throttle" : undefined;
    };
    const events = mode === "put" ? 100 : 700;
    for (let index = 0; index < events; index += 1) await sink.write({ data: `event ${index}` });
    await sink.flush();
    expect(Math.min(...limits)).toBe(1);
    expect(limits.at(-1)).toBe(MAX_REQUESTS);
    expect(sink.stats).toMatchObject({ stored: events, failed: 0 });
    expect(sink.stats.throttled).toBeGreaterThanOrEqual(30);
  },
);

test("the pause that an answer asks for is kept, up to the longest pause", async () => {
  const pauses: number[] = [];
  const asked = ["2", "100"];
  const send = async () => {
    const seconds = asked.shift();
    if (seconds !== undefined) throw failure("ThrottlingException", 400, { "retry-after": seconds });
    return {};
  };
  const client = { config: {}, send } as unknown as EventSinkOptions["client"];
  const system = { random: () => 0.5, sleep: async (ms: number) => void pauses.push(ms) };
  const sink = newSink({ mode: "put", client, system, retry: { maxDelayMs: 5_000 } });
  await sink.write({ data: "event" });
  await sink.flush();
  expect(pauses).toEqual([2_000, 5_000]);
});
