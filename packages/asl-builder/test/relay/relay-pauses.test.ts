import type { LeaseStore } from "@unbounded-streams/stream-lease";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LONGEST_PAUSE_SECONDS } from "../../src/index.ts";
import { type Behaviour, HOUR_MS } from "../support/leased-function.ts";
import type { LogEvent } from "../support/local-cloud.ts";
import {
  createRelayWorld,
  type RelayDatabase,
  STREAM,
  startDatabase,
  until,
} from "../support/relay-world.ts";

const ENDED = { status: "SUCCEEDED", output: { outcome: "ended", streamId: STREAM } };

/** The longest pause of each step, in seconds. */
const LADDER = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300];

let database: RelayDatabase;

beforeAll(async () => {
  database = await startDatabase();
});

afterAll(() => database.stop());

/** What the branches were told to wait, in order, in seconds. */
function pausesOf(log: readonly LogEvent[]): number[] {
  return log.flatMap((event) => {
    if (event.type !== "StateEntered" || !/^Pause [AB]$/.test(event.state.name)) return [];
    return [(event.state.input as { pause: { seconds: number } }).pause.seconds];
  });
}

function expectLadder(pauses: readonly number[], from = 0): void {
  for (const [index, seconds] of pauses.entries()) {
    const longest = LADDER[from + index] ?? LONGEST_PAUSE_SECONDS;
    // Where Step Functions draws below the end, the interpreter may draw the end itself.
    expect(seconds).toBeLessThanOrEqual(longest + 1);
    expect(seconds).toBeGreaterThanOrEqual(longest / 2);
  }
}

/** Behaves like this for so many invocations, and then ends the stream. */
function times(count: number, behaviour: Behaviour) {
  return (index: number): Behaviour => (index < count ? behaviour : "end");
}

/** Handovers are an hour away: only the branch whose connection is over connects. */
const alone = { handoverMs: () => HOUR_MS };

describe("a branch pauses before it connects", () => {
  it.each(["crash-after-claim", "crash-before-claim"] as const)(
    "by the ladder, up to five minutes, while each connection ends in a %s",
    async (crash) => {
      const { cloud, store } = await createRelayWorld(database, { ...alone, behave: times(12, crash) });
      const { ending, log } = cloud.start("failing", { streamId: STREAM });
      expect(await ending).toEqual(ENDED);
      const pauses = pausesOf(log);
      expect(pauses).toHaveLength(12);
      expectLadder(pauses);
      expect(await store.read(STREAM)).toMatchObject({ failures: crash === "crash-after-claim" ? 13 : 1 });
    },
  );

  it("not after a connection that was sound, and by one step after each that was not", async () => {
    const behaviours: Behaviour[] = [
      ...["crash-when-connected", "crash-when-connected", "crash-after-claim", "crash-after-claim"],
      ...["crash-when-connected", "crash-after-claim", "end"],
    ] as Behaviour[];
    const { cloud, fn } = await createRelayWorld(database, {
      ...alone,
      behave: (index) => behaviours[index] ?? "end",
    });
    const { ending, log } = cloud.start("mixed", { streamId: STREAM });
    expect(await ending).toEqual(ENDED);
    expect(fn.turns).toHaveLength(7);
    expect(pausesOf(log)).toHaveLength(3);
    expectLadder(pausesOf(log).slice(0, 2));
    expectLadder(pausesOf(log).slice(2));
  });

  it("further up the ladder when, on top of what the lease says, claims are not made", async () => {
    const behaviours: Behaviour[] = ["crash-after-claim", "crash-after-claim", "crash-before-claim"];
    const { cloud } = await createRelayWorld(database, {
      ...alone,
      behave: (index) => behaviours[index] ?? "end",
    });
    const { ending, log } = cloud.start("both", { streamId: STREAM });
    expect(await ending).toEqual(ENDED);
    expect(pausesOf(log)).toHaveLength(3);
    expectLadder(pausesOf(log));
  });

  it("and looks again: what was stopped meanwhile is not connected", async () => {
    const stopIt: { store?: LeaseStore } = {};
    const { cloud, fn, store } = await createRelayWorld(database, {
      ...alone,
      behave: times(99, "crash-after-claim"),
      around: async (call, proceed) => {
        if (call.state === "Look at the lease A" && fn.turns.length === 3) {
          await stopIt.store?.stop({ streamId: STREAM });
        }
        return proceed();
      },
    });
    stopIt.store = store;
    expect(await cloud.start("stopped", { streamId: STREAM }).ending).toEqual(ENDED);
    expect(fn.turns).toHaveLength(3);
  });

  it("not when it relieves the other branch at its handover, however that one has fared", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      behave: (index) => (index < 3 ? "read" : "end"),
    });
    const { ending, log } = cloud.start("relieving", { streamId: STREAM });
    expect(await ending).toEqual(ENDED);
    expect(fn.holders()).toEqual(["relieving/A", "relieving/B", "relieving/A", "relieving/B"]);
    expect(pausesOf(log)).toEqual([]);
  });
});

describe("a successor", () => {
  it("goes on where its predecessor's pauses have come to, and connects after one of them", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      ...{ ...alone, machine: { maxTurns: 3 } },
      behave: times(7, "crash-after-claim"),
    });
    cloud.start("chain", { streamId: STREAM });
    await until(() => fn.turns.length === 8);
    const executions = [...cloud.executions.values()];
    expect(await executions.at(-1)?.ending).toEqual(ENDED);
    expect(executions.length).toBeGreaterThan(2);
    const pauses = executions.flatMap(({ log }) => pausesOf(log));
    expect(pauses).toHaveLength(7);
    expectLadder(pauses);
  });

  it("of an execution with a long name has the name's hash in its name", async () => {
    const name = "n".repeat(80);
    const { cloud, fn } = await createRelayWorld(database, {
      machine: { maxTurns: 2 },
      behave: (index) => (index < 5 ? "read" : "end"),
    });
    cloud.start(name, { streamId: STREAM });
    await until(() => fn.turns.length >= 6);
    const names: string[] = [];
    for (const [started, { ending }] of cloud.executions) {
      await ending;
      names.push(started);
    }
    const [, root = ""] = /^([0-9a-f]{40})-1$/.exec(names[1] ?? "") ?? [];
    expect(names).toEqual([name, `${root}-1`, `${root}-2`]);
    expect(fn.gaps()).toBe(0);
  });
});
