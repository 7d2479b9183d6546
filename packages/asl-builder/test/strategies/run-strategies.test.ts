import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  buildStateMachine,
  CONFIGURATION_ERROR,
  ENDED_OUTCOME,
  LAMBDA_CRASH_ERROR,
  LAMBDA_TIMEOUT_ERROR,
  STREAM_ID_ERROR,
  STREAM_NOT_ENDED_ERROR,
  STREAM_REFUSED_ERROR,
} from "../../src/index.ts";
import { ARTICLE_ARN, articleOptions, PUBLISHED_STRATEGIES } from "../support/options.ts";
import { type Invocation, onFakeClock, startExecution } from "../support/run-definition.ts";
import { gapsBetween, named, simulateFunction } from "../support/simulated-function.ts";

const INPUT = { pathParameters: { streamId: "stream-1" }, headers: { accept: "*/*" } };
const ended = { Payload: { outcome: ENDED_OUTCOME } };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Answers the first invocations with errors of these names and the others with `ended`. */
function failingFirst(...errorNames: string[]) {
  const invocations: Invocation[] = [];
  const invoke = async (invocation: Invocation) => {
    const errorName = errorNames[invocations.length];
    invocations.push(invocation);
    if (errorName !== undefined) throw named(errorName);
    return ended;
  };
  return { invoke, invocations };
}

describe.each(PUBLISHED_STRATEGIES)("%s, run by an interpreter of the States Language", (strategy) => {
  const definition = buildStateMachine(articleOptions(strategy));

  it("succeeds with its own input as the output when the function says that the stream has ended", async () => {
    const { invoke } = failingFirst();
    const { outcome } = startExecution(definition, INPUT, invoke);
    expect(await onFakeClock(outcome)).toEqual({ status: "SUCCEEDED", output: INPUT });
  });

  it.each([
    LAMBDA_TIMEOUT_ERROR,
    LAMBDA_CRASH_ERROR,
    STREAM_NOT_ENDED_ERROR,
    "Lambda.TooManyRequestsException",
  ])("connects again after %s", async (errorName) => {
    const { invoke, invocations } = failingFirst(errorName, errorName, errorName);
    const { outcome } = startExecution(definition, INPUT, invoke);
    expect(await onFakeClock(outcome)).toMatchObject({ status: "SUCCEEDED" });
    expect(invocations.length).toBeGreaterThanOrEqual(4);
  });

  it("hands the same input to the function on the hundredth turn as on the first", async () => {
    const { invoke, invocations } = failingFirst(...Array(100).fill(STREAM_NOT_ENDED_ERROR));
    const { outcome } = startExecution(definition, INPUT, invoke);
    await onFakeClock(outcome);
    expect(invocations.length).toBeGreaterThan(100);
    for (const { Payload, FunctionName } of invocations) {
      expect({ Payload, FunctionName }).toEqual({ Payload: INPUT, FunctionName: ARTICLE_ARN });
    }
  });
});

describe.each(["retry-on-timeout", "staggered-joined"] as const)("%s", (strategy) => {
  const definition = buildStateMachine(articleOptions(strategy));

  it.each([STREAM_REFUSED_ERROR, STREAM_ID_ERROR, CONFIGURATION_ERROR])(
    "fails with %s, which no retry can mend",
    async (name) => {
      const { invoke, invocations } = failingFirst(STREAM_NOT_ENDED_ERROR, STREAM_NOT_ENDED_ERROR, name);
      const { outcome } = startExecution(definition, INPUT, invoke);
      expect(await onFakeClock(outcome)).toEqual({ status: "FAILED", error: name });
      expect(invocations).toHaveLength(3);
    },
  );

  it("gives up a function that never answers and connects again", async () => {
    const invocations: Invocation[] = [];
    const invoke = (invocation: Invocation) => {
      invocations.push(invocation);
      return invocations.length === 1 ? new Promise(() => undefined) : Promise.resolve(ended);
    };
    const { outcome } = startExecution(definition, INPUT, invoke);
    expect(await onFakeClock(outcome)).toMatchObject({ status: "SUCCEEDED" });
    expect(invocations).toHaveLength(2);
  });
});

describe("staggered-joined", () => {
  it.each([
    ["first", ["Ended", LAMBDA_TIMEOUT_ERROR]],
    ["second", [LAMBDA_TIMEOUT_ERROR, "Ended"]],
  ])("is over after a turn in which only the %s branch saw the end", async (_, answers) => {
    const asked: Invocation[] = [];
    const invoke = async (invocation: Invocation) => {
      const answer = answers[asked.length];
      asked.push(invocation);
      if (answer === "Ended") return ended;
      throw named(answer ?? STREAM_NOT_ENDED_ERROR);
    };
    const definition = buildStateMachine(articleOptions("staggered-joined"));
    const { outcome } = startExecution(definition, INPUT, invoke);
    expect(await onFakeClock(outcome)).toEqual({ status: "SUCCEEDED", output: INPUT });
    expect(asked).toHaveLength(2);
  });

  it("fails loudly when the function returns without saying how its connection ended", async () => {
    const definition = buildStateMachine(articleOptions("staggered-joined"));
    const { outcome } = startExecution(definition, INPUT, async () => ({ Payload: {} }));
    expect(await onFakeClock(outcome)).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });
});

describe("staggered", () => {
  it("repeats a refusal that no retry can mend: its known weakness", async () => {
    const { invoke, invocations } = failingFirst(...Array(1_000).fill(STREAM_REFUSED_ERROR));
    const { outcome, abort } = startExecution(buildStateMachine(articleOptions("staggered")), INPUT, invoke);
    await vi.advanceTimersByTimeAsync(600_000);
    abort();
    await outcome;
    expect(invocations.length).toBeGreaterThan(30);
  });

  it("is not over while the second branch still waits to see the end", async () => {
    const { invoke, invocations } = failingFirst(STREAM_NOT_ENDED_ERROR);
    const { outcome } = startExecution(buildStateMachine(articleOptions("staggered")), INPUT, invoke);
    await onFakeClock(outcome);
    expect(invocations.map(({ state }) => state)).toEqual([
      "connection-manager 2 (45)",
      "connection-manager (45)",
      "connection-manager 2 (45)",
    ]);
  });
});

describe("on a source that closes the older connection, with connections of 45 s, waits of 35 s and 1.6 s to connect", () => {
  async function simulate(strategy: (typeof PUBLISHED_STRATEGIES)[number]) {
    const simulated = simulateFunction({
      lifetimeMs: 45_000,
      connectMs: 1_600,
      streamEndsAtMs: 300_000,
    });
    const definition = buildStateMachine(articleOptions(strategy));
    const { outcome } = startExecution(definition, INPUT, ({ state }) => simulated.invoke(state));
    expect(await onFakeClock(outcome)).toMatchObject({ status: "SUCCEEDED" });
    return { connections: simulated.connections, gapsMs: gapsBetween(simulated.connections) };
  }

  it("retry-on-timeout leaves a gap at every restart", async () => {
    const { connections, gapsMs } = await simulate("retry-on-timeout");
    expect(gapsMs).toHaveLength(connections.length - 1);
    expect(new Set(gapsMs)).toEqual(new Set([2_600]));
  });

  it("staggered-joined leaves a gap at every turn of two connections", async () => {
    const { connections, gapsMs } = await simulate("staggered-joined");
    const turns = Math.ceil(connections.length / 2);
    expect(turns).toBe(4);
    expect(gapsMs).toEqual(Array(turns - 1).fill(1_600));
  });

  it("staggered leaves none, and its branches relieve each other as in the published run", async () => {
    const { connections, gapsMs } = await simulate("staggered");
    expect(gapsMs).toEqual([]);
    expect(
      connections.slice(0, 4).map(({ state, startedMs, endedMs }) => [state, startedMs, endedMs]),
    ).toEqual([
      ["connection-manager 2 (45)", 0, 36_600],
      ["connection-manager (45)", 35_000, 73_200],
      ["connection-manager 2 (45)", 71_600, 109_800],
      ["connection-manager (45)", 108_200, 146_400],
    ]);
  });
});
