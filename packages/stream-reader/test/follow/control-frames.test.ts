import { afterEach, describe, expect, it } from "vitest";
import {
  type ControlRule,
  type FollowStreamOptions,
  followStream,
  ndjson,
  StreamExhaustedError,
  sse,
} from "../../src/index.ts";
import { ManualClock } from "../manual-clock.ts";
import type { TestServer } from "../stream-server.ts";
import { follow, readAll, refuse, send, sendAndReset, serveInTurn, told } from "./support.ts";

let server: TestServer;
afterEach(() => server?.close());

const CONTROL: readonly ControlRule[] = [
  { pointer: "/type", value: "BOOKMARK", action: "cursor" },
  { pointer: "/type", value: "PING", action: "ignore" },
  { pointer: "/type", value: "AT", action: "cursor", cursorOf: "/at" },
  { pointer: "/compacted", action: "restart", cursorOf: "/compacted" },
  { pointer: "/type", value: "EXPIRED", action: "restart" },
  { pointer: "/type", value: "ERROR", action: "failure" },
];

/** Follows a watch on a clock that each pause moves. */
function watched(given: Partial<FollowStreamOptions> = {}) {
  const clock = new ManualClock();
  const delays: number[] = [];
  const following = follow({
    url: server.url,
    clock,
    control: CONTROL,
    cursorOf: "/rv",
    resume: { in: "query", name: "since", template: "{id}" },
    ...given,
    sleep: async (ms) => {
      delays.push(ms);
      clock.advance(ms);
    },
  });
  return { ...following, delays, clock };
}

/** What each request went on after. */
const cursors = () =>
  server.requests.map(({ url }) => new URL(url ?? "", "http://localhost").searchParams.get("since"));

describe("a control frame of a stream that is followed", () => {
  it.each([
    ["after an event", '{"rv":1}\n{"type":"BOOKMARK","rv":5}\n'],
    ["alone in its connection", '{"type":"BOOKMARK","rv":5}\n'],
    ["by a place of its own", '{"rv":9}\n{"type":"AT","at":"5","rv":8}\n'],
    ["that is ignored", '{"rv":1}\n{"type":"PING","rv":5}\n{"type":"PING"}\n'],
  ])("moves the cursor when the connection ends with it, %s", async (_, body) => {
    server = await serveInTurn(sendAndReset(body), send('{"rv":6}\n'));
    const following = watched();
    const { texts, error } = await readAll(following);
    expect(error).toBeUndefined();
    expect(texts.filter((text) => text.includes("type"))).toEqual([]);
    expect(cursors().slice(0, 2)).toEqual([null, "5"]);
    expect(following.stream.cursor).toBe("6");
  });

  it("moves it only when the events before it are done with", async () => {
    server = await serveInTurn(
      send(
        '{"type":"BOOKMARK","rv":1}\n{"rv":2}\n{"type":"BOOKMARK","rv":3}\n{"type":"PING"}\n{"rv":4}\n{"type":"BOOKMARK","rv":5}\n',
      ),
    );
    const { stream } = watched();
    const frames = stream[Symbol.asyncIterator]();
    expect((await frames.next()).value).toMatchObject({ text: '{"rv":2}' });
    expect(stream.cursor).toBe("1");
    expect((await frames.next()).value).toMatchObject({ text: '{"rv":4}' });
    expect(stream.cursor).toBe("3");
    expect((await frames.next()).done).toBe(true);
    expect(stream.cursor).toBe("5");
  });

  it("moves it in batches too", async () => {
    server = await serveInTurn(send('{"rv":2}\n{"type":"BOOKMARK","rv":3}\n'));
    const { stream } = watched();
    const batches = stream.batches();
    expect((await batches.next()).value).toHaveLength(1);
    expect(stream.cursor).toBeUndefined();
    expect((await batches.next()).done).toBe(true);
    expect(stream.cursor).toBe("3");
  });

  it("moves it over kills at any byte, and no event is lost or comes twice", async () => {
    const lineOf = (rv: number) => `${JSON.stringify({ ...(rv % 3 === 0 && { type: "BOOKMARK" }), rv })}\n`;
    let place = 1;
    for (let cut = 1; cut < 60; cut++) {
      const answers = Array.from(
        { length: 12 },
        () =>
          (...[response, request]: Parameters<ReturnType<typeof send>>) => {
            const since = Number(new URL(request.url ?? "", "http://localhost").searchParams.get("since"));
            if (since >= 20) return refuse(204)(response, request);
            const rest = Array.from({ length: 20 - since }, (_, index) => lineOf(since + 1 + index)).join("");
            place = (place * 7 + cut) % rest.length;
            return sendAndReset(rest.slice(0, Math.max(place, 40)))(response, request);
          },
      );
      server = await serveInTurn(...answers);
      const { texts } = await readAll(watched());
      const expected = Array.from({ length: 20 }, (_, index) => index + 1).filter((rv) => rv % 3 !== 0);
      expect(texts.map((text) => JSON.parse(text).rv)).toEqual(expected.slice(0, texts.length));
      await server.close();
    }
  });

  it("is handed over for those who acknowledge by hand, and moves the cursor when they say so", async () => {
    server = await serveInTurn(sendAndReset('{"rv":1}\n{"type":"AT","at":"5"}\n'), send('{"rv":6}\n'));
    const { stream } = watched({ acknowledge: "manual", controlFrames: "deliver" });
    const seen: unknown[] = [];
    for await (const frame of stream) {
      seen.push(frame.control?.cursor ?? frame.text);
      if (frame.control !== undefined) stream.acknowledge(frame);
    }
    expect(seen).toEqual(['{"rv":1}', "5", '{"rv":6}']);
    expect(cursors().slice(0, 2)).toEqual([null, "5"]);
  });

  it("of SSE counts by its id, also without data", async () => {
    server = await serveInTurn(send("id: 1\ndata: a\n\nevent: ping\nid: 2\ndata\n\n"), send("data: b\n\n"));
    const following = watched({
      format: sse(),
      cursorOf: "sse",
      resume: { in: "query", name: "since", template: "{id}" },
      control: [{ event: "ping", action: "ignore" }],
    });
    expect((await readAll(following)).texts).toEqual(["a", "b"]);
    expect(cursors()).toEqual([null, "2", "2"]);
  });

  it("has a cursor that a request can carry, or none", async () => {
    server = await serveInTurn(send('{"rv":1}\n{"type":"AT","at":"a\\nb"}\n'), send('{"compacted":"\\n"}\n'));
    const following = watched();
    await readAll(following);
    expect(cursors()).toEqual([null, "1", null]);
  });

  it("has no place of its own when the cursor has parts", () => {
    const cursorOf = { epoch: "/epoch", offset: "/offset" } as const;
    const url = "http://127.0.0.1:1/";
    expect(() => followStream({ url, cursorOf, format: ndjson(), control: CONTROL })).toThrow(/leave it out/);
  });
});

describe("a source that begins anew", () => {
  it("is asked again at once without the cursor, and it is counted", async () => {
    server = await serveInTurn(send('{"rv":7}\n{"type":"EXPIRED","rv":9}\n'), send('{"rv":20}\n'));
    const following = watched();
    expect((await readAll(following)).texts).toEqual(['{"rv":7}', '{"rv":20}']);
    expect(cursors()).toEqual([null, null, "20"]);
    expect(following.delays).toEqual([]);
    expect(following.stream.totals.cursorsForgotten).toBe(1);
    expect(told(following.events).slice(0, 4)).toEqual(["connecting", "open", "closed: restart", "waiting"]);
  });

  it("is asked again from where it says", async () => {
    server = await serveInTurn(send('{"rv":7}\n{"compacted":15}\n'), send('{"rv":20}\n'));
    const steps: object[] = [];
    const following = watched({
      beforeReopen: (step) => {
        steps.push(step);
        return true;
      },
    });
    await readAll(following);
    expect(cursors()).toEqual([null, "15", "20"]);
    expect(steps[0]).toMatchObject({ action: "reopen", delayMs: 0, cursor: "15" });
    expect(steps[0]).not.toHaveProperty("forgetCursor");
    expect(following.stream.totals.cursorsForgotten).toBe(0);
  });

  it("begins anew with SSE without the id that was in force", async () => {
    server = await serveInTurn(
      send("id: 1\ndata: a\n\nevent: reset\ndata\n\n"),
      send("data: b\n\n"),
      refuse(204),
    );
    const { stream } = watched({
      format: sse(),
      cursorOf: "sse",
      control: [{ event: "reset", action: "restart" }],
    });
    const ids: unknown[] = [];
    for await (const { lastEventId } of stream) ids.push(lastEventId);
    expect(ids).toEqual(["1", undefined]);
    expect(cursors()).toEqual([null, null, null]);
  });

  it("on every connection is asked again after pauses that double, and does not spin", async () => {
    server = await serveInTurn(...Array.from({ length: 9 }, () => send('{"type":"EXPIRED"}\n')));
    const following = watched();
    await readAll(following);
    expect(following.delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it("with an event on every connection is asked again after the pauses of connections that break", async () => {
    server = await serveInTurn(...Array.from({ length: 5 }, () => send('{"rv":1}\n{"type":"EXPIRED"}\n')));
    const following = watched({ random: () => 0.5 });
    await readAll(following);
    expect(following.delays).toEqual([125, 250, 500, 1_000]);
  });

  it("after a refusal that a rule names is asked again without the cursor", async () => {
    server = await serveInTurn(refuse(400), send('{"rv":1}\n'));
    const control: ControlRule[] = [{ status: 400, action: "restart" }];
    const following = watched({ cursor: "3", control });
    expect((await readAll(following)).texts).toEqual(['{"rv":1}']);
    expect(cursors()).toEqual(["3", null, "1"]);
  });
});

describe("a source that says that it fails", () => {
  const failing = send('{"type":"ERROR"}\n');

  it("is never asked again at once, and pauses double until it sends an event", async () => {
    server = await serveInTurn(
      failing,
      failing,
      failing,
      send('{"rv":1}\n{"type":"ERROR"}\n'),
      failing,
      send('{"rv":2}\n'),
    );
    const following = watched();
    expect((await readAll(following)).texts).toEqual(['{"rv":1}', '{"rv":2}']);
    expect(following.delays).toEqual([1_000, 2_000, 4_000, 1_000, 2_000]);
    expect(told(following.events).slice(0, 4)).toEqual(["connecting", "open", "closed: failure", "waiting"]);
  });

  it("at once every time, or after a while every time, backs off up to a minute", async () => {
    for (const upMs of [0, 5_000]) {
      const clock = new ManualClock();
      server = await serveInTurn(
        ...Array.from({ length: 10 }, () => (...[response, request]: Parameters<typeof failing>) => {
          clock.advance(upMs);
          failing(response, request);
        }),
      );
      const delays: number[] = [];
      const following = follow({
        url: server.url,
        clock,
        control: CONTROL,
        sleep: async (ms) => {
          delays.push(ms);
        },
      });
      await readAll(following);
      expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
      await server.close();
    }
  });

  it("keeps its cursor, and is given up by the limits of the policy", async () => {
    server = await serveInTurn(send('{"rv":4}\n{"type":"ERROR","message":"busy"}\n'), failing, failing);
    const following = watched({ policy: { maxAttempts: 2 } });
    const { error } = await readAll(following);
    expect(error).toBeInstanceOf(StreamExhaustedError);
    expect(error).toMatchObject({ cause: { code: "STREAM_FAILURE" } });
    expect(cursors()).toEqual([null, "4"]);
  });

  it("is asked again by the least pauses of the policy for 503, or for the status of its refusal", async () => {
    const leastPauses = [
      { on: [503], firstMs: 100, maxMs: 300 },
      { on: [418], firstMs: 50, maxMs: 50 },
    ];
    server = await serveInTurn(failing, failing, failing, refuse(418));
    const following = watched({
      policy: { leastPauses },
      control: [...CONTROL, { status: 418, action: "failure" }],
    });
    await readAll(following);
    expect(following.delays).toEqual([100, 200, 300, 50]);
  });

  it("is granted the time that its refusal asks for", async () => {
    server = await serveInTurn(refuse(400, { "retry-after": "30" }));
    const following = watched({ control: [{ status: 400, action: "failure" }] });
    await readAll(following);
    expect(following.delays).toEqual([30_000]);
  });

  it("is known to the next process, which goes on with the pauses", async () => {
    server = await serveInTurn(failing, failing, failing);
    const following = watched({ beforeReopen: () => server.requests.length < 3 });
    await readAll(following);
    const { history } = following.stream;
    expect(history).toEqual({ failures: 3, notBeforeMs: following.clock.now() });
    await server.close();
    server = await serveInTurn(failing, send('{"rv":1}\n'));
    const next = watched({ history: history ?? {} });
    await readAll(next);
    expect(next.delays).toEqual([7_000, 8_000]);
    expect(next.stream.history).toBeUndefined();
    expect(() => watched({ history: { failures: -1 } })).toThrow(/history.failures/);
  });
});
