import { openStream, type StreamConnection } from "@unbounded-streams/stream-reader";
import { afterEach, describe, expect, it } from "vitest";
import { ConnectGate } from "../../src/carrier/connect-gate.ts";
import { OwnedClock } from "../support/owned-clock.ts";
import { type Served, serve } from "../support/serve.ts";
import { until } from "../support/until.ts";

const PLACES = 2;

let served: Served | undefined;
let connections: StreamConnection[] = [];
afterEach(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  connections = [];
  served?.close();
});

/** A server that answers when it is told to, and connections to it through a gate. */
async function stage() {
  const clock = new OwnedClock(0);
  const answers: (() => void)[] = [];
  served = await serve((response) => {
    answers.push(() => response.writeHead(200).flushHeaders());
  });
  const { url, requests } = served;
  const gate = new ConnectGate({ places: PLACES, holdMs: 1_000, system: clock.system() });
  const open = gate.guard(openStream);
  const started = Array.from({ length: 5 }, () => open({ url }));
  connections = started;
  const opened = started.map((connection) => connection.open());
  for (const each of opened) each.catch(() => undefined);
  const asked = (count: number) => until(`${count} are asked for`, () => requests.length === count);
  return { clock, answers, requests, opened, asked };
}

describe("connects through a gate", () => {
  it("are a few at a time: the next is made when the headers of one are there", async () => {
    const { answers, requests, opened, asked } = await stage();
    await asked(PLACES);
    answers[0]?.();
    await asked(PLACES + 1);
    for (let answered = 1; answered < opened.length; answered += 1) {
      await until("it is asked for", () => answers.length > answered);
      answers[answered]?.();
    }
    const responses = await Promise.all(opened);
    expect(responses.map((response) => response?.status)).toEqual([200, 200, 200, 200, 200]);
    expect(requests).toHaveLength(5);
  });

  it("give their place to the next after a second, whatever comes of them", async () => {
    const { clock, asked, opened, answers } = await stage();
    await asked(PLACES);
    await clock.advance(999);
    await asked(PLACES);
    await clock.advance(1);
    await asked(2 * PLACES);
    answers[0]?.();
    await opened[0];
    await clock.advance(1_000);
    await asked(5);
  });

  it("that are given up while they wait are not made, and keep nobody's place", async () => {
    const { asked, opened, answers, requests } = await stage();
    await asked(PLACES);
    connections[2]?.stop();
    await connections[3]?.close();
    expect(await Promise.all([opened[2], opened[3]])).toEqual([undefined, undefined]);
    answers[0]?.();
    answers[1]?.();
    await asked(PLACES + 1);
    answers[2]?.();
    expect((await opened[4])?.status).toBe(200);
    expect(requests).toHaveLength(PLACES + 1);
  });

  it("give their place back when they fail", async () => {
    served = await serve((response) => response.destroy());
    const { url, requests } = served;
    const gate = new ConnectGate({ places: 1, holdMs: 60_000, system: new OwnedClock(0).system() });
    const open = gate.guard(openStream);
    connections = [open({ url }), open({ url }), open({ url })];
    const opened = await Promise.allSettled(connections.map((connection) => connection.open()));
    expect(opened.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(requests).toHaveLength(3);
  });
});
