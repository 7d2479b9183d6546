import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  LAMBDA_RETRYABLE_ERRORS,
  STREAM_FAILED_ERROR,
  STREAM_ID_ERROR,
  STREAM_REFUSED_ERROR,
  UNKNOWN_OUTCOME_ERROR,
} from "../../src/index.ts";
import { type Behaviour, HOUR_MS } from "../support/leased-function.ts";
import type { LogEvent, ServiceCall } from "../support/local-cloud.ts";
import {
  createRelayWorld,
  type RelayDatabase,
  STREAM,
  startDatabase,
  until,
} from "../support/relay-world.ts";
import { named } from "../support/simulated-function.ts";

const ENDED = { status: "SUCCEEDED", output: { outcome: "ended", streamId: STREAM } };

let database: RelayDatabase;

beforeAll(async () => {
  database = await startDatabase();
});

afterAll(() => database.stop());

/** Behaves like this for the first invocations, and then ends the stream. */
function inTurn(...behaviours: Behaviour[]) {
  return (index: number): Behaviour => behaviours[index] ?? "end";
}

function reads(count: number): Behaviour[] {
  return Array(count).fill("read");
}

function statesEntered(log: readonly LogEvent[], part = ""): string[] {
  return log.flatMap((event) =>
    event.type === "StateEntered" && event.state.name.includes(part) ? [event.state.name] : [],
  );
}

describe("the relay, on a real DynamoDB", () => {
  it("hands the stream from branch to branch without a gap, and ends at once with the stream", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      behave: inTurn(...reads(5)),
    });
    const { ending, arn } = cloud.start("first", { streamId: STREAM });
    expect(await ending).toEqual(ENDED);
    expect(fn.holders()).toEqual(["first/A", "first/B", "first/A", "first/B", "first/A", "first/B"]);
    expect(fn.gaps()).toBe(0);
    expect(fn.turns.map(({ payload }) => payload)).toEqual(
      fn.holders().map((holder, index) => ({
        ...{ streamId: STREAM, holder, expectedEpoch: index + 1, executionArn: arn },
      })),
    );
  });

  it("takes an API's event and carries neither its headers nor anything that grows", async () => {
    const { cloud } = await createRelayWorld(database, { behave: inTurn(...reads(20)) });
    const event = {
      pathParameters: { streamId: STREAM },
      queryStringParameters: null,
      body: "b".repeat(9_000),
    };
    const { ending, log } = cloud.start("by-api", event);
    expect(await ending).toEqual(ENDED);
    const looks = log.flatMap((entry) =>
      entry.type === "StateEntered" && entry.state.name.startsWith("Look at") ? [entry.state.input] : [],
    );
    const sizes = looks.slice(4).map((input) => JSON.stringify(input).length);
    expect(sizes.length).toBeGreaterThan(15);
    expect(Math.max(...sizes)).toBeLessThan(1_000);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(10);
    for (const input of looks) expect(JSON.stringify(input)).not.toContain("bbb");
  });

  it.each([
    ["after a crash-when-connected, at once", "crash-when-connected", []],
    ["after a crash-after-claim, when it has paused", "crash-after-claim", ["Pause A"]],
  ] as const)("connects again, from the same branch, %s", async (_, crash, pauses) => {
    const { cloud, fn } = await createRelayWorld(database, {
      behave: inTurn(crash),
      handoverMs: () => HOUR_MS,
    });
    const { ending, log } = cloud.start("crashing", { streamId: STREAM });
    expect(await ending).toEqual(ENDED);
    expect(fn.holders()).toEqual(["crashing/A", "crashing/A"]);
    expect(statesEntered(log, "Pause")).toEqual(pauses);
  });

  it("pauses before it connects again when the function fails before it claims", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      behave: inTurn("crash-before-claim", "crash-before-claim"),
    });
    const { ending, log } = cloud.start("barren", { streamId: STREAM });
    expect(await ending).toEqual(ENDED);
    expect(fn.holders()).toEqual(["barren/A", "barren/A", "barren/A"]);
    expect(statesEntered(log, "Pause")).toEqual(["Pause A", "Pause A"]);
  });

  it("lets the holder read on while the successor fails", async () => {
    const { cloud, fn } = await createRelayWorld(database, {
      behave: inTurn("read", "crash-before-claim", "crash-after-claim", "read"),
    });
    expect(await cloud.start("overlap", { streamId: STREAM }).ending).toEqual(ENDED);
    expect(fn.holders().slice(0, 4)).toEqual(["overlap/A", "overlap/B", "overlap/B", "overlap/B"]);
    expect(fn.gaps()).toBe(0);
  });

  it("tells a second execution that the stream is running, and is not disturbed", async () => {
    const { cloud, fn } = await createRelayWorld(database, { handoverMs: () => HOUR_MS });
    const first = cloud.start("one", { streamId: STREAM });
    await until(() => fn.turns[0]?.connected);
    for (const [name, input] of [
      ["two", { streamId: STREAM }],
      ["three", { streamId: STREAM, restart: true }],
    ] as const) {
      expect(await cloud.start(name, input).ending).toEqual({
        status: "SUCCEEDED",
        output: { outcome: "already-running", streamId: STREAM, executionArn: first.arn },
      });
    }
    expect(fn.turns).toHaveLength(1);
    fn.turns[0]?.close({ outcome: "ended" });
    expect(await first.ending).toEqual(ENDED);
  });

  it.each([
    ["streamId and restart", { streamId: STREAM }, { streamId: STREAM, restart: true }],
    [
      "an API's event",
      { pathParameters: { streamId: STREAM }, queryStringParameters: { restart: "false" } },
      { pathParameters: { streamId: STREAM }, queryStringParameters: { restart: "true" } },
    ],
  ])("restarts a stream that is over only when asked, by %s", async (_, plain, restart) => {
    const { cloud, fn, store } = await createRelayWorld(database, { behave: inTurn() });
    expect(await cloud.start("one", plain).ending).toEqual(ENDED);
    expect(await cloud.start("two", plain).ending).toEqual({
      status: "SUCCEEDED",
      output: { outcome: "not-restarted", streamId: STREAM, status: "ended" },
    });
    expect(fn.turns).toHaveLength(1);
    expect(await cloud.start("three", restart).ending).toEqual(ENDED);
    expect(fn.holders()).toEqual(["one/A", "three/A"]);
    expect(await store.read(STREAM)).toMatchObject({ status: "ended", holder: "three/A" });
  });

  it("ends soon after a stop from outside, whoever asked for it", async () => {
    const { cloud, fn, store } = await createRelayWorld(database, { handoverMs: () => HOUR_MS });
    const { ending } = cloud.start("stopped", { streamId: STREAM });
    await until(() => fn.turns[0]?.connected);
    await store.stop({ streamId: STREAM });
    fn.turns[0]?.close({ outcome: "stopped" });
    expect(await ending).toEqual(ENDED);
    expect(await store.read(STREAM)).toMatchObject({ status: "stopped" });
  });

  it.each(["stop", "fail"] as const)(
    "sees a %s at its next look when nobody holds the stream",
    async (verb) => {
      const { cloud, fn, store } = await createRelayWorld(database, { handoverMs: () => HOUR_MS });
      const { ending, arn } = cloud.start("unheld", { streamId: STREAM });
      await until(() => fn.turns[0]?.connected);
      await store[verb]({ streamId: STREAM, executionArn: arn, reason: "enough" });
      fn.turns[0]?.close(named("Runtime.ExitError"));
      const failed = { status: "FAILED", error: STREAM_FAILED_ERROR };
      expect(await ending).toMatchObject(verb === "stop" ? ENDED : failed);
      expect(await store.read(STREAM)).toMatchObject({ reason: "enough" });
    },
  );

  it("fails with a refusal that no retry can mend, and leaves the reason on the lease", async () => {
    const refusal = Object.assign(new Error("401 Unauthorized"), { name: STREAM_REFUSED_ERROR });
    const { cloud, fn, store } = await createRelayWorld(database, {
      behave: inTurn("read", { throws: refusal }),
    });
    const { ending } = cloud.start("refused", { streamId: STREAM });
    expect(await ending).toEqual({
      status: "FAILED",
      error: STREAM_REFUSED_ERROR,
      cause: "401 Unauthorized",
    });
    expect(await store.read(STREAM)).toMatchObject({ status: "failed", reason: "401 Unauthorized" });
    expect(fn.turns).toHaveLength(2);
  });

  it("dates a failure by the time at which the state is entered, or by the start where that is not known", async () => {
    const behave = () => ({ throws: named(STREAM_REFUSED_ERROR) });
    const dated = await createRelayWorld(database, {
      behave,
      state: { EnteredTime: "2030-01-02T03:04:05.678Z" },
    });
    await dated.cloud.start("dated", { streamId: STREAM }).ending;
    const endedAtMs = Date.parse("2030-01-02T03:04:05.678Z");
    expect(await dated.store.read(STREAM)).toMatchObject({ status: "failed", endedAtMs });

    const undated = await createRelayWorld(database, { behave });
    await undated.cloud.start("undated", { streamId: STREAM }).ending;
    const lease = await undated.store.read(STREAM);
    expect(lease).toMatchObject({ status: "failed", endedAtMs: lease?.startedAtMs });
  });

  it("fails with an error that has no cause, too", async () => {
    const { cloud, store } = await createRelayWorld(database, {
      around: (call, proceed) =>
        call.state === "Look at the lease A" ? Promise.reject({ name: "Unexplained" }) : proceed(),
    });
    expect(await cloud.start("unexplained", { streamId: STREAM }).ending).toEqual({
      ...{ status: "FAILED", error: "Unexplained", cause: "no cause was given" },
    });
    expect(await store.read(STREAM)).toMatchObject({ status: "failed", reason: "no cause was given" });
  });

  it("fails loudly when the function does not say how its connection ended", async () => {
    const unknown = await createRelayWorld(database, { behave: () => ({ answer: { outcome: "finished" } }) });
    const { ending } = unknown.cloud.start("unknown", { streamId: STREAM });
    expect(await ending).toMatchObject({ status: "FAILED", error: UNKNOWN_OUTCOME_ERROR });
    expect(await unknown.store.read(STREAM)).toMatchObject({ status: "failed" });

    const silent = await createRelayWorld(database, { behave: () => ({ answer: null }) });
    expect(await silent.cloud.start("silent", { streamId: STREAM }).ending).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
    });
  });

  it.each([{}, { streamId: "" }, { streamId: 7 }, { pathParameters: null }, { pathParameters: {} }])(
    "fails when its input, %j, names no stream",
    async (input) => {
      const { cloud, fn } = await createRelayWorld(database, {});
      expect(await cloud.start("nameless", input).ending).toMatchObject({
        status: "FAILED",
        error: STREAM_ID_ERROR,
      });
      expect(fn.turns).toEqual([]);
    },
  );
});

describe("faults of the services", () => {
  it("are retried where the call stands when they are Lambda's own, and no turn is counted for them", async () => {
    const faults: string[] = [...LAMBDA_RETRYABLE_ERRORS];
    const { cloud, fn } = await createRelayWorld(database, {
      around: (call, proceed) => {
        const fault = call.action === "lambda:invoke" ? faults.shift() : undefined;
        return fault === undefined ? proceed() : Promise.reject(named(fault));
      },
    });
    const { ending, log } = cloud.start("throttled", { streamId: STREAM });
    await until(() => fn.turns[0]?.connected);
    fn.turns[0]?.close({ outcome: "ended" });
    expect(await ending).toEqual(ENDED);
    expect(faults).toEqual([]);
    expect(statesEntered(log, "Look at the lease A")).toHaveLength(1);
  });

  it("lead back to the lease when a call of the function takes too long or the throttling goes on", async () => {
    const faults = ["States.Timeout", ...Array(7).fill("Lambda.TooManyRequestsException")];
    const { cloud, fn } = await createRelayWorld(database, {
      behave: inTurn(),
      around: (call, proceed) => {
        const fault = call.action === "lambda:invoke" ? faults.shift() : undefined;
        return fault === undefined ? proceed() : Promise.reject(named(fault));
      },
    });
    const { ending, log } = cloud.start("timing-out", { streamId: STREAM });
    expect(await ending).toEqual(ENDED);
    expect(fn.turns).toHaveLength(1);
    expect(statesEntered(log, "Pause A")).toHaveLength(2);
    expect(statesEntered(log, "Look at the lease A")).toHaveLength(5);
  });

  it.each(["before", "after"])(
    "are survived when DynamoDB fails each first call %s it is made",
    async (moment) => {
      const asked = new Set<string>();
      const around = async ({ state, action }: ServiceCall, proceed: () => Promise<unknown>) => {
        if (action === "lambda:invoke" || asked.has(state)) return proceed();
        asked.add(state);
        if (moment === "after") await proceed();
        throw named("DynamoDB.InternalServerErrorException");
      };
      const { cloud, fn } = await createRelayWorld(database, { behave: inTurn("read"), around });
      expect(await cloud.start("faulty", { streamId: STREAM }).ending).toEqual(ENDED);
      expect(fn.holders()).toEqual(["faulty/A", "faulty/B"]);
      expect(asked).toContain("Begin the stream");
    },
  );

  it("fail the execution when there is no table", async () => {
    const { cloud } = await createRelayWorld(database, { machine: { tableName: "no-such-table" } });
    expect(await cloud.start("tableless", { streamId: STREAM }).ending).toMatchObject({
      status: "FAILED",
      error: "DynamoDB.ResourceNotFoundException",
    });
  });
});
