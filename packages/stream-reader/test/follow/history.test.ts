import { afterEach, describe, expect, it } from "vitest";
import type { FollowHistory, FollowStreamOptions } from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import type { TestServer } from "../stream-server.ts";
import { follow, readAll, refuse, send, sendAndStall, serveInTurn } from "./support.ts";

let server: TestServer;
afterEach(() => server?.close());

/** Follows on a clock that each pause moves; stops in the pause before that request, if told so. */
function owned(
  clock: ManualClock,
  { before, ...options }: Partial<FollowStreamOptions> & { before?: number },
) {
  const delays: number[] = [];
  const following = follow({
    url: server.url,
    clock,
    wasUp: true,
    ...options,
    sleep: async (ms) => {
      delays.push(ms);
      if (before !== undefined && delays.length >= before) following.stream.stop();
      else clock.advance(ms);
    },
  });
  return { ...following, delays };
}

/** What a process knows that was stopped in its first pause after these answers. */
async function historyAfter(
  ...answers: Parameters<typeof serveInTurn>
): Promise<[FollowHistory, ManualClock]> {
  const clock = new ManualClock();
  server = await serveInTurn(...answers);
  const following = owned(clock, { before: answers.length });
  await readAll(following);
  await server.close();
  return [following.stream.history ?? {}, clock];
}

describe("what a source has asked for", () => {
  it("is a pause that the next process sits out, too", async () => {
    const [history, clock] = await historyAfter(refuse(503, { "retry-after": "600" }));
    expect(history).toEqual({ notBeforeMs: clock.now() + 600_000 });
    clock.advance(100_000);
    server = await serveInTurn(send("1\n"));
    const next = owned(clock, { history });
    expect(await readAll(next)).toEqual({ texts: ["1"], error: undefined });
    expect(next.delays[0]).toBe(500_000);
    expect(next.events[0]).toMatchObject({ kind: "waiting", attempt: 1, delayMs: 500_000 });
  });

  it("is a ladder of pauses on which the next process goes on", async () => {
    const [history] = await historyAfter(refuse(429), refuse(429), refuse(429));
    expect(history.refusals).toEqual([3, 0]);
    server = await serveInTurn(refuse(429), send("1\n"));
    const clock = new ManualClock();
    clock.advance(10_000_000);
    const next = owned(clock, { history });
    expect(await readAll(next)).toMatchObject({ texts: ["1"] });
    expect(next.delays[0]).toBe(40_000);
  });

  it("is that the stream is gone, which the next process believes no longer than the first", async () => {
    const [history, clock] = await historyAfter(refuse(404));
    expect(history.goneSinceMs).toBe(clock.now());
    clock.advance(300_000);
    server = await serveInTurn(refuse(404));
    const next = owned(clock, { history });
    expect(await readAll(next)).toMatchObject({ error: { code: "STREAM_REFUSED" } });
    expect(next.delays).toEqual([]);
  });

  it("is forgotten once a connection is sound", async () => {
    const clock = new ManualClock();
    server = await serveInTurn(refuse(429), refuse(404), sendAndStall("1\n"));
    const following = owned(clock, {});
    for await (const _ of following.stream) {
      expect(following.stream.history).toEqual({ refusals: [1, 1] });
      clock.advance(1_000);
      expect(following.stream.history).toBeUndefined();
      break;
    }
  });

  it("is nothing for a stream that drops, and for a pause that nobody has asked for", async () => {
    const [history] = await historyAfter(send("1\n"), refuse(500), refuse(500));
    expect(history).toEqual({});
  });

  it("is waited for no longer than the policy grants, whatever another process has written", async () => {
    const clock = new ManualClock();
    server = await serveInTurn(send("1\n"));
    const next = owned(clock, { history: { notBeforeMs: clock.now() + 1e10 } });
    await readAll(next);
    expect(next.delays[0]).toBe(900_000);
  });

  it("is asked about before the first request, and stopped in its pause", async () => {
    const clock = new ManualClock();
    server = await serveInTurn(send("1\n"));
    const history = { notBeforeMs: clock.now() + 5_000 };
    const next = owned(clock, { history, beforeReopen: () => false });
    expect(await readAll(next)).toEqual({ texts: [], error: undefined });
    expect(next.stream.finish).toEqual({ kind: "aborted" });
    const stopped = owned(clock, { history: { notBeforeMs: clock.now() + 5_000 }, before: 1 });
    expect(await readAll(stopped)).toEqual({ texts: [], error: undefined });
    expect(server.requests).toEqual([]);
  });

  it.each<[FollowHistory, RegExp]>([
    [{ notBeforeMs: Number.NaN }, /history.notBeforeMs is NaN/],
    [{ goneSinceMs: -1 }, /history.goneSinceMs is -1/],
    [{ refusals: [0.5] }, /history.refusals must be a list/],
  ])("is refused as %j", (history, message) => {
    expect(() => follow({ url: "http://localhost/", history })).toThrow(message);
  });
});
