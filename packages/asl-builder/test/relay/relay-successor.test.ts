import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXECUTION_EXISTS_ERROR, LAMBDA_CRASH_ERROR, NO_SUCCESSOR_ERROR } from "../../src/index.ts";
import { type Behaviour, HOUR_MS } from "../support/leased-function.ts";
import type { LocalExecution, ServiceCall } from "../support/local-cloud.ts";
import {
  createRelayWorld,
  type RelayDatabase,
  STREAM,
  startDatabase,
  until,
} from "../support/relay-world.ts";
import { named } from "../support/simulated-function.ts";

const ENDED = { status: "SUCCEEDED", output: { outcome: "ended", streamId: STREAM } };
const HANDED_OVER = { status: "SUCCEEDED", output: { outcome: "handed-over", streamId: STREAM } };

let database: RelayDatabase;

beforeAll(async () => {
  database = await startDatabase();
});

afterAll(() => database.stop());

function endsAfter(connections: number) {
  return (index: number): Behaviour => (index < connections ? "read" : "end");
}

async function endingsOf(executions: ReadonlyMap<string, LocalExecution>) {
  const endings: [string, unknown][] = [];
  for (const [name, { ending }] of executions) endings.push([name, await ending]);
  return endings;
}

/** Stands around the starts of successors, and around nothing else. */
function aroundStarts(intervene: (call: ServiceCall, proceed: () => Promise<unknown>) => Promise<unknown>) {
  return (call: ServiceCall, proceed: () => Promise<unknown>) =>
    call.action === "states:startExecution" ? intervene(call, proceed) : proceed();
}

describe("an execution at its limit", () => {
  it("hands the stream to a successor, and that one to the next, without a gap", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      machine: { maxTurns: 4 },
      behave: endsAfter(13),
    });
    cloud.start("root", { streamId: STREAM });
    expect(await endingsOf(cloud.executions)).toEqual([
      ["root", HANDED_OVER],
      ["root-1", HANDED_OVER],
      ["root-2", HANDED_OVER],
      ["root-3", ENDED],
    ]);
    const connections = fn.turns.filter(({ epoch }) => epoch !== undefined);
    expect(connections.map(({ payload }) => payload.holder.split("/")[0])).toEqual([
      ...Array(4).fill("root"),
      ...Array(4).fill("root-1"),
      ...Array(4).fill("root-2"),
      ...Array(2).fill("root-3"),
    ]);
    expect(fn.gaps()).toBe(0);
    expect(cloud.executions.get("root-2")?.input).toEqual({
      ...{ streamId: STREAM, successor: true, root: "root", generation: 2 },
      predecessorArn: cloud.executions.get("root-1")?.arn,
    });
  });

  it("may be at its limit after each connection", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      machine: { maxTurns: 1 },
      behave: endsAfter(3),
    });
    cloud.start("one", { streamId: STREAM });
    const endings = await endingsOf(cloud.executions);
    expect(endings.map(([name]) => name)).toEqual(["one", "one-1", "one-2", "one-3"]);
    expect(endings.at(-1)).toEqual(["one-3", ENDED]);
    expect(fn.gaps()).toBe(0);
  });

  it("starts no second successor when the reply of the first start is lost", async () => {
    let replies = 0;
    const { cloud, fn } = await createRelayWorld(database, {
      machine: { maxTurns: 2 },
      behave: endsAfter(3),
      around: aroundStarts(async (_, proceed) => {
        const reply = await proceed();
        replies += 1;
        if (replies % 2 === 1) throw named("StepFunctions.SdkClientException");
        return reply;
      }),
    });
    cloud.start("lost", { streamId: STREAM });
    const endings = await endingsOf(cloud.executions);
    expect(endings).toEqual([
      ["lost", HANDED_OVER],
      ["lost-1", ENDED],
    ]);
    expect(replies).toBeGreaterThan(1);
    expect(fn.gaps()).toBe(0);
  });

  it("starts one successor when both branches are at the limit", async () => {
    const starts: string[] = [];
    const bothAsk = Promise.withResolvers<void>();
    const { cloud, fn } = await createRelayWorld(database, {
      machine: { maxTurns: 2 },
      behave: endsAfter(3),
      around: aroundStarts(async ({ state, execution }, proceed) => {
        if (execution.name !== "both") return proceed();
        starts.push(state);
        if (starts.length === 1) fn.turns.at(-1)?.close(named(LAMBDA_CRASH_ERROR));
        if (starts.length === 2) bothAsk.resolve();
        await bothAsk.promise;
        return proceed();
      }),
    });
    cloud.start("both", { streamId: STREAM });
    expect(await endingsOf(cloud.executions)).toEqual([
      ["both", HANDED_OVER],
      ["both-1", ENDED],
    ]);
    expect(new Set(starts)).toEqual(new Set(["Start a successor A", "Start a successor B"]));
  });

  it("takes the next name when the successor of that name has come to nothing", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      machine: { maxTurns: 2 },
      behave: endsAfter(3),
      around: aroundStarts(({ parameters }, proceed) =>
        parameters.Name === "dead-1" ? Promise.reject(named(EXECUTION_EXISTS_ERROR)) : proceed(),
      ),
    });
    cloud.start("dead", { streamId: STREAM });
    expect(await endingsOf(cloud.executions)).toEqual([
      ["dead", HANDED_OVER],
      ["dead-2", ENDED],
    ]);
    expect(fn.gaps()).toBe(0);
  });

  it("lets one of two successors have the stream", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      machine: { maxTurns: 2 },
      behave: endsAfter(3),
    });
    const { arn } = cloud.start("twice", { streamId: STREAM });
    await until(() => cloud.executions.has("twice-1"));
    const rival = { streamId: STREAM, successor: true, root: "twice", generation: 2, predecessorArn: arn };
    cloud.start("twice-2", rival);
    const endings = (await endingsOf(cloud.executions)).map(([, ending]) => ending);
    expect(endings).toContainEqual(ENDED);
    expect(endings).toContainEqual({
      status: "SUCCEEDED",
      output: expect.objectContaining({ outcome: "already-running", streamId: STREAM }),
    });
    expect(fn.gaps()).toBe(0);
  });

  it("fails, and the stream with it, when no successor comes", async () => {
    const { cloud, fn, store } = await createRelayWorld(database, {
      machine: { maxTurns: 1 },
      around: aroundStarts(() => Promise.reject(named(EXECUTION_EXISTS_ERROR))),
    });
    const { ending } = cloud.start("alone", { streamId: STREAM });
    expect(await ending).toMatchObject({ status: "FAILED", error: NO_SUCCESSOR_ERROR });
    expect(await store.read(STREAM)).toMatchObject({ status: "failed" });
    fn.turns[0]?.close({ outcome: "stopped" });
  });

  it("goes on until its branch is at its own limit when the function never claims", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      machine: { maxTurns: 3 },
      behave: (_, { holder }) => (holder.startsWith("barren-1/") ? "end" : "crash-before-claim"),
    });
    cloud.start("barren", { streamId: STREAM });
    expect(await endingsOf(cloud.executions)).toEqual([
      ["barren", HANDED_OVER],
      ["barren-1", ENDED],
    ]);
    // A pause between the two is a turn, too.
    expect(fn.holders()).toEqual(["barren/A", "barren/A", "barren-1/A"]);
  });
});

describe("a successor", () => {
  it("connects at once, though the holder that it inherits could go on for an hour", async () => {
    const { cloud, fn } = await createRelayWorld(database, { handoverMs: () => HOUR_MS });
    const { ending, arn } = cloud.start("root", { streamId: STREAM });
    await until(() => fn.turns[0]?.connected);
    const input = { streamId: STREAM, successor: true, root: "root", generation: 1, predecessorArn: arn };
    const successor = cloud.start("root-1", input);
    await until(() => fn.turns[1]?.connected);
    expect(fn.holders()).toEqual(["root/A", "root-1/A"]);
    expect(fn.gaps()).toBe(0);
    fn.turns[1]?.close({ outcome: "ended" });
    expect(await successor.ending).toEqual(ENDED);
    void ending;
  });

  it("ends without a connection when the stream was stopped before it could inherit", async () => {
    const { cloud, fn, store } = await createRelayWorld(database, { behave: () => "end" });
    const first = cloud.start("root", { streamId: STREAM });
    await first.ending;
    const input = {
      streamId: STREAM,
      successor: true,
      root: "root",
      generation: 1,
      predecessorArn: first.arn,
    };
    expect(await cloud.start("root-1", input).ending).toEqual({
      status: "SUCCEEDED",
      output: { outcome: "not-restarted", streamId: STREAM, status: "ended" },
    });
    expect(fn.turns).toHaveLength(1);
    expect(await store.read(STREAM)).toMatchObject({ executionArn: first.arn });
  });

  it("ends without a connection when the record is gone", async () => {
    const { cloud, fn } = await createRelayWorld(database, {});
    const input = { streamId: STREAM, successor: true, root: "r", generation: 1, predecessorArn: "arn:gone" };
    expect(await cloud.start("r-1", input).ending).toEqual(ENDED);
    expect(fn.turns).toEqual([]);
  });
});
