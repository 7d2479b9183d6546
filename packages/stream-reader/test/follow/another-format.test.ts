import { afterEach, describe, expect, it } from "vitest";
import { type FollowStreamOptions, jsonSequence, lengthDelimited, ndjson } from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import { textsOf } from "../reading.ts";
import type { TestServer } from "../stream-server.ts";
import { follow, send, sendAndReset, serveInTurn } from "./support.ts";

let server: TestServer;
afterEach(() => server?.close());

/** Reads all on a clock that each pause moves, and gives the pauses; stops in the pause of this number, if told so. */
async function pausesOf({ last, ...options }: Partial<FollowStreamOptions> & { last?: number } = {}) {
  const clock = new ManualClock();
  const pauses: number[] = [];
  const { stream } = follow({
    url: server.url,
    clock,
    rejected: "deliver",
    ...options,
    sleep: async (ms) => {
      pauses.push(ms);
      if (pauses.length === last) stream.stop();
      else clock.advance(ms);
    },
  });
  await textsOf(stream);
  return { pauses, history: stream.history };
}

describe("a source that sends something else than the format, and closes", () => {
  it.each([
    ["properly", send("no JSON\n")],
    ["by a reset", sendAndReset("no JSON\n")],
  ])("%s is asked again after pauses that double", async (_, answer) => {
    server = await serveInTurn(answer, answer, answer, answer);
    expect((await pausesOf()).pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it.each([
    { name: "JSON texts with separators", format: jsonSequence(), body: '{"error":"no such stream"}' },
    { name: "lengths", format: lengthDelimited({ prefix: "uint32be" }), body: "no lengths at all, but text" },
    { name: "lines", format: ndjson(), body: '{"error":' },
  ])("is one also when all that came is the beginning of a first frame: $name", async ({ format, body }) => {
    server = await serveInTurn(send(body), send(body), send(body));
    expect((await pausesOf({ format })).pauses).toEqual([1_000, 2_000, 4_000]);
  });

  it("is none when its connection breaks in the midst of a first frame", async () => {
    server = await serveInTurn(sendAndReset('{"half":'), send('{"half":1}\n'));
    expect((await pausesOf()).pauses.filter((ms) => ms >= 1_000)).toEqual([]);
  });

  it("is asked again at once after events, and counts anew then", async () => {
    server = await serveInTurn(send("no JSON\n"), send("no JSON\n1\n"), send("no JSON\n"), send("1\n"));
    const { pauses } = await pausesOf();
    expect(pauses.filter((ms) => ms > 0)).toEqual([1_000, 1_000]);
  });

  it("is asked by the next process where this one has come to on the ladder", async () => {
    server = await serveInTurn(send("no JSON\n"), send("no JSON\n"));
    const { history = {} } = await pausesOf({ last: 2 });
    expect(history).toMatchObject({ failures: 2, notBeforeMs: expect.any(Number) });
    await server.close();
    server = await serveInTurn(send("no JSON\n"));
    const next = await pausesOf({ history });
    expect(next.pauses.at(-1)).toBe(4_000);
  });

  it("is left alone where the policy opens nothing again that was closed properly", async () => {
    server = await serveInTurn(send("no JSON\n"));
    expect((await pausesOf({ policy: { reopenClosed: false } })).pauses).toEqual([]);
  });
});
