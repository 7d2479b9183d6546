import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_LOOKS, PATIENT_LOOKS, STREAM_ID_ERROR, TRUSTING_LOOKS } from "../../src/index.ts";
import {
  createAdmissionWorld,
  FIRST_CARRIER,
  type Fleet,
  inputsOf,
  transitionsOf,
  usedUp,
} from "../support/admission-world.ts";
import { type RelayDatabase, STREAM, startDatabase } from "../support/relay-world.ts";
import { named } from "../support/simulated-function.ts";

const OWN_NAME = expect.stringMatching(/^default-1-[0-9a-f]{40}$/);
const START = { streamId: FIRST_CARRIER, restart: true };

let database: RelayDatabase;

beforeAll(async () => {
  database = await startDatabase();
});

afterAll(() => database.stop());

function outcome(text: string, more: object = {}) {
  return { status: "SUCCEEDED", output: { outcome: text, streamId: STREAM, ...more } };
}

/** A carrier takes the stream before this look. */
function takenBefore(theLook: number) {
  return (look: number, fleet: Fleet) => (look === theLook ? fleet.take() : undefined);
}

describe("an admission, on a real DynamoDB", () => {
  it("begins the stream as one that waits, and ends when a carrier has it, after 7 transitions", async () => {
    const { cloud, fleet, starts, store } = await createAdmissionWorld(database, {
      async beforeLook(_, carriers) {
        waiting = await store.read(STREAM);
        return carriers.take();
      },
    });
    let waiting: unknown;
    await fleet.run();
    const { ending, log, arn } = cloud.start("first", { streamId: STREAM });
    expect(await ending).toEqual(outcome("taken"));
    expect(waiting).toMatchObject({ status: "running", executionArn: arn, waitingFor: "default" });
    expect(await store.read(STREAM)).toMatchObject({ status: "running", carrier: FIRST_CARRIER });
    expect(transitionsOf(log)).toBe(7);
    expect(starts).toEqual([]);
  });

  it("takes 13 transitions when the carrier takes the stream after the first look", async () => {
    const { cloud, fleet, starts } = await createAdmissionWorld(database, { beforeLook: takenBefore(2) });
    await fleet.run();
    const { ending, log } = cloud.start("second", { streamId: STREAM });
    expect(await ending).toEqual(outcome("taken"));
    expect(transitionsOf(log)).toBe(13);
    expect(starts).toEqual([]);
  });

  it("starts the first carrier of a fleet that rests, with 14 transitions in all", async () => {
    const { cloud, starts } = await createAdmissionWorld(database, { beforeLook: takenBefore(2) });
    const { ending, log } = cloud.start("cold", { streamId: STREAM });
    expect(await ending).toEqual(outcome("taken"));
    expect(starts).toEqual([{ name: "default-1-0", input: START }]);
    expect(transitionsOf(log)).toBe(14);
  });

  it("calls a carrier that has run before by its epoch", async () => {
    const { cloud, fleet, starts } = await createAdmissionWorld(database, { beforeLook: takenBefore(2) });
    const { epoch } = await fleet.run();
    await fleet.rest();
    expect(await cloud.start("again", { streamId: STREAM }).ending).toEqual(outcome("taken"));
    expect(starts).toEqual([{ name: `default-1-${epoch}`, input: START }]);
  });

  it("starts the carrier of its own fleet", async () => {
    const { cloud, starts, store } = await createAdmissionWorld(database, {
      machine: { fleet: "wikis" },
      beforeLook: takenBefore(2),
    });
    const { ending } = cloud.start("wikis", { streamId: STREAM });
    expect(await ending).toEqual(outcome("taken"));
    const input = { streamId: "#carrier/wikis/1", restart: true };
    expect(starts).toEqual([{ name: "wikis-1-0", input }]);
    expect(await store.read(STREAM)).not.toHaveProperty("waitingFor");
  });

  it("starts a carrier that comes to rest just after a look found it running", async () => {
    const { cloud, fleet, starts } = await createAdmissionWorld(database, {
      beforeLook: async (look, carriers) => {
        if (look === 2) await carriers.rest();
        if (look === 3) await carriers.take();
      },
    });
    await fleet.run();
    expect(await cloud.start("resting", { streamId: STREAM }).ending).toEqual(outcome("taken"));
    expect(starts).toEqual([{ name: OWN_NAME, input: START }]);
  });

  it("starts the carrier under one name, whoever asks first", async () => {
    const streams = [STREAM, "stream-2"];
    const { cloud, starts } = await createAdmissionWorld(database, {
      beforeLook: (look, carriers) =>
        look === 2 ? Promise.allSettled(streams.map(carriers.take)) : undefined,
    });
    const endings = streams.map((streamId) => cloud.start(streamId, { streamId }).ending);
    for (const ending of await Promise.all(endings)) expect(ending).toMatchObject({ status: "SUCCEEDED" });
    expect(starts.length).toBeGreaterThan(1);
    for (const start of starts) expect(start).toEqual({ name: "default-1-0", input: START });
  });

  it("asks again under the same name when the reply of the start is lost", async () => {
    let replies = 0;
    const { cloud, starts } = await createAdmissionWorld(database, {
      beforeLook: takenBefore(2),
      around: async ({ action }, proceed) => {
        const reply = await proceed();
        if (action === "states:startExecution" && ++replies === 1)
          throw named("StepFunctions.SdkClientException");
        return reply;
      },
    });
    expect(await cloud.start("lost", { streamId: STREAM }).ending).toEqual(outcome("taken"));
    expect(starts.map(({ name }) => name)).toEqual(["default-1-0", "default-1-0"]);
  });

  it("takes a name of its own, another one at each look, when the carrier's is used up", async () => {
    const { cloud, starts } = await createAdmissionWorld(database, {
      machine: { fleet: "f".repeat(32) },
      beforeLook: takenBefore(4),
      onStart: usedUp((name) => name.endsWith("-1-0")),
    });
    expect(await cloud.start("n".repeat(80), { streamId: STREAM }).ending).toEqual(outcome("taken"));
    const names = starts.map(({ name }) => name).filter((name) => !name.endsWith("-1-0"));
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^f{32}-1-[0-9a-f]{40}$/);
  });

  it("looks on when that name is used up, too", async () => {
    const { cloud, starts } = await createAdmissionWorld(database, {
      beforeLook: takenBefore(3),
      onStart: usedUp(() => true),
    });
    expect(await cloud.start("unlucky", { streamId: STREAM }).ending).toEqual(outcome("taken"));
    expect(starts).toHaveLength(2);
  });
});

describe("an admission whose stream nobody takes", () => {
  it("believes the record of a carrier for a while, asks without believing it, and leaves the stream to it in the end", async () => {
    const { cloud, fleet, starts, store } = await createAdmissionWorld(database);
    await fleet.run();
    const { ending, log } = cloud.start("full", { streamId: STREAM });
    expect(await ending).toEqual(outcome("waiting"));
    expect(await store.read(STREAM)).toMatchObject({ status: "running", waitingFor: "default" });
    expect(starts).toHaveLength(PATIENT_LOOKS - TRUSTING_LOOKS);
    for (const start of starts) expect(start).toEqual({ name: OWN_NAME, input: START });
    expect(inputsOf(log, "Look at the stream")).toHaveLength(PATIENT_LOOKS + 1);
    expect(transitionsOf(log)).toBe(69);
  });

  it("waits twice as long for each look as for the last one, longer in all than any lease lasts", async () => {
    const { cloud, fleet } = await createAdmissionWorld(database);
    await fleet.run();
    const { ending, log } = cloud.start("patient", { streamId: STREAM });
    await ending;
    const pauses = inputsOf(log, "Give the carriers time").map(
      (input) => (input as { look: { seconds: number } }).look.seconds,
    );
    expect(pauses).toEqual([3, 6, 12, 24, 48, 96, 192, 384, 768, 1_536]);
    const untilLastStart = pauses.slice(0, PATIENT_LOOKS).reduce((total, seconds) => total + seconds);
    expect(untilLastStart).toBeGreaterThan(1.5 * 900);
  });

  it("goes on for days while no carrier runs at all", async () => {
    const { cloud, starts } = await createAdmissionWorld(database);
    expect(await cloud.start("alone", { streamId: STREAM }).ending).toEqual(outcome("waiting"));
    expect(starts).toHaveLength(MAX_LOOKS);
  });

  it("carries nothing that grows", async () => {
    const { cloud } = await createAdmissionWorld(database);
    const event = { pathParameters: { streamId: STREAM }, body: "b".repeat(9_000) };
    const { ending, log } = cloud.start("small", event);
    await ending;
    const sizes = inputsOf(log, "Look at the stream").map((input) => JSON.stringify(input).length);
    expect(Math.max(...sizes)).toBeLessThan(600);
  });

  it("fails when carriers cannot be started at all, and the stream waits on", async () => {
    const { cloud, store } = await createAdmissionWorld(database, {
      around: ({ action }, proceed) =>
        action === "states:startExecution"
          ? Promise.reject(named("StepFunctions.AccessDeniedException"))
          : proceed(),
    });
    expect(await cloud.start("denied", { streamId: STREAM }).ending).toMatchObject({
      status: "FAILED",
      error: "StepFunctions.AccessDeniedException",
    });
    expect(await store.read(STREAM)).toMatchObject({ status: "running", waitingFor: "default" });
  });
});

describe("an admission of a stream", () => {
  it("that is stopped meanwhile, or deleted, says that it is over", async () => {
    const stopping = await createAdmissionWorld(database, {
      beforeLook: (look) => (look === 2 ? stopping.store.stop({ streamId: STREAM }) : undefined),
    });
    const { ending } = stopping.cloud.start("stopped", { streamId: STREAM });
    expect(await ending).toEqual(outcome("over", { status: "stopped" }));
    const deleting = await createAdmissionWorld(database, {
      beforeLook: (look) => (look === 2 ? deleting.forget(STREAM) : undefined),
    });
    expect(await deleting.cloud.start("deleted", { streamId: STREAM }).ending).toEqual(outcome("over"));
  });

  it("that a carrier has is not disturbed", async () => {
    const { cloud, fleet, store } = await createAdmissionWorld(database, {
      around: async ({ state, execution }, proceed) => {
        if (state === "Look at the stream" && execution.name === "one") await fleet.take();
        return proceed();
      },
    });
    await fleet.run();
    const first = cloud.start("one", { streamId: STREAM });
    await first.ending;
    const before = await store.read(STREAM);
    for (const input of [{ streamId: STREAM }, { streamId: STREAM, restart: true }]) {
      const { ending, log } = cloud.start(`two-${"restart" in input}`, input);
      expect(await ending).toEqual(outcome("already-running", { executionArn: first.arn }));
      expect(transitionsOf(log)).toBe(6);
    }
    expect(await store.read(STREAM)).toEqual(before);
  });

  it("that another execution has begun and nobody has taken looks after it, too", async () => {
    const { cloud, starts, store } = await createAdmissionWorld(database, { beforeLook: takenBefore(2) });
    await store.begin({ streamId: STREAM, executionArn: "arn:aborted", waitingFor: "default" });
    expect(await cloud.start("second", { streamId: STREAM }).ending).toEqual(
      outcome("already-running", { executionArn: "arn:aborted" }),
    );
    expect(starts).toHaveLength(1);
  });

  it.each([
    ["streamId and restart", { streamId: STREAM }, { streamId: STREAM, restart: true }],
    [
      "an API's event",
      { pathParameters: { streamId: STREAM }, queryStringParameters: null },
      { pathParameters: { streamId: STREAM }, queryStringParameters: { restart: "true" } },
    ],
  ])("that is over restarts it only when asked, by %s", async (_, plain, restart) => {
    const { cloud, fleet, store } = await createAdmissionWorld(database, {
      beforeLook: (_look, carriers) => carriers.take().catch(() => undefined),
    });
    await fleet.run();
    expect(await cloud.start("one", plain).ending).toEqual(outcome("taken"));
    await store.stop({ streamId: STREAM });
    expect(await cloud.start("two", plain).ending).toEqual(outcome("not-restarted", { status: "stopped" }));
    expect(await cloud.start("three", restart).ending).toEqual(outcome("taken"));
  });

  it.each(["before", "after"])(
    "survives it when DynamoDB fails each first call %s it is made",
    async (moment) => {
      const asked = new Set<string>();
      const { cloud, starts } = await createAdmissionWorld(database, {
        // The first one fails.
        beforeLook: takenBefore(3),
        around: async ({ state }, proceed) => {
          if (asked.has(state)) return proceed();
          asked.add(state);
          if (moment === "after") await proceed();
          throw named("DynamoDB.InternalServerErrorException");
        },
      });
      expect(await cloud.start("faulty", { streamId: STREAM }).ending).toEqual(outcome("taken"));
      expect(new Set(starts.map(({ name }) => name))).toEqual(new Set(["default-1-0"]));
      expect(asked).toContain("Begin the stream");
    },
  );

  it.each([
    {},
    { streamId: "" },
    { streamId: FIRST_CARRIER },
    { streamId: FIRST_CARRIER, restart: true },
    { pathParameters: { streamId: "#any" } },
    { pathParameters: null },
  ])("fails when its input, %j, names none", async (input) => {
    const { cloud, store } = await createAdmissionWorld(database);
    expect(await cloud.start("nameless", input).ending).toMatchObject({
      status: "FAILED",
      error: STREAM_ID_ERROR,
    });
    for await (const { streamId } of store.list()) expect.fail(`${streamId} was begun`);
  });
});
