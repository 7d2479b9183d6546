import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAdmissionWorld, FIRST_CARRIER, inputsOf, usedUp } from "../support/admission-world.ts";
import { executionArn } from "../support/local-cloud.ts";
import { type RelayDatabase, STREAM, startDatabase } from "../support/relay-world.ts";

const RESTART = { streamId: FIRST_CARRIER, restart: true };
const CARRIER_ARN = executionArn("carriers", "default-1-0");
const ADMISSION_ARN = executionArn("admission", "by-api");

let database: RelayDatabase;

beforeAll(async () => {
  database = await startDatabase();
});

afterAll(() => database.stop());

/**
 * EventBridge's event of an execution's status, as AWS documents it:
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
function statusEvent(status: string, executionArn: string, input: unknown) {
  return {
    version: "0",
    id: "315c1398-40ff-a850-213b-158f73e60175",
    "detail-type": "Step Functions Execution Status Change",
    source: "aws.states",
    account: "123456789012",
    time: "2026-02-26T19:42:21Z",
    region: "eu-west-1",
    resources: [executionArn],
    detail: {
      ...{ executionArn, status },
      stateMachineArn: executionArn.replace(":execution:", ":stateMachine:").replace(/:[^:]*$/, ""),
      name: executionArn.split(":").at(-1),
      startDate: 1_551_225_146_847,
      stopDate: 1_551_225_151_881,
      input: input === undefined ? null : JSON.stringify(input),
      inputDetails: { included: input !== undefined },
      output: null,
      outputDetails: null,
    },
  };
}

describe("the event of a carrier's execution", () => {
  it("that somebody has aborted: a successor inherits the carrier, without a pause", async () => {
    const { cloud, fleet, starts } = await createAdmissionWorld(database);
    await fleet.run(CARRIER_ARN);
    const { ending, log } = cloud.start("woken", statusEvent("ABORTED", CARRIER_ARN, RESTART));
    expect(await ending).toEqual({
      status: "SUCCEEDED",
      output: { outcome: "woken", streamId: FIRST_CARRIER },
    });
    const name = expect.stringMatching(/^default-[0-9a-f]{40}$/);
    expect(starts).toEqual([
      {
        name,
        input: {
          ...{ streamId: FIRST_CARRIER, successor: true, generation: 0, predecessorArn: CARRIER_ARN },
          root: starts[0]?.name,
        },
      },
    ]);
    expect(inputsOf(log, "Wait before another one")).toEqual([]);
  });

  it("that was aborted before it could inherit: a successor of its predecessor", async () => {
    const { cloud, fleet, starts } = await createAdmissionWorld(database);
    await fleet.run(CARRIER_ARN);
    const own = executionArn("carriers", "default-1-0-1");
    const input = {
      ...{ streamId: FIRST_CARRIER, successor: true, root: "default-1-0", generation: 1 },
      predecessorArn: CARRIER_ARN,
    };
    await cloud.start("woken", statusEvent("ABORTED", own, input)).ending;
    expect(starts).toMatchObject([{ input: { successor: true, predecessorArn: CARRIER_ARN } }]);
  });

  it("that has nothing any more: whoever has the carrier is left alone", async () => {
    const { cloud, fleet, starts } = await createAdmissionWorld(database);
    await fleet.run("arn:another");
    expect(await cloud.start("late", statusEvent("ABORTED", CARRIER_ARN, RESTART)).ending).toEqual({
      status: "SUCCEEDED",
      output: { outcome: "already-running", streamId: FIRST_CARRIER, executionArn: "arn:another" },
    });
    expect(starts).toEqual([]);
  });

  it.each(["FAILED", "TIMED_OUT"])(
    "that has %s: the carrier is restarted after five minutes",
    async (status) => {
      const { cloud, fleet, starts, store, definition } = await createAdmissionWorld(database);
      await fleet.run(CARRIER_ARN);
      await store.fail({ streamId: FIRST_CARRIER, executionArn: CARRIER_ARN, reason: "enough" });
      const { ending, log } = cloud.start("restarted", statusEvent(status, CARRIER_ARN, RESTART));
      expect(await ending).toMatchObject({ output: { outcome: "woken" } });
      expect(starts).toMatchObject([{ input: RESTART }]);
      expect(inputsOf(log, "Wait before another one")).toHaveLength(1);
      expect(definition.States["Wait before another one"]).toMatchObject({ Seconds: 300 });
    },
  );

  it("that has failed and could not say so on the record: its successor inherits what still runs", async () => {
    const { cloud, fleet, starts } = await createAdmissionWorld(database);
    await fleet.run(CARRIER_ARN);
    await cloud.start("unmarked", statusEvent("FAILED", CARRIER_ARN, RESTART)).ending;
    expect(starts).toMatchObject([{ input: { successor: true, predecessorArn: CARRIER_ARN } }]);
  });

  it("that comes twice starts one", async () => {
    const { cloud, fleet, starts } = await createAdmissionWorld(database, {
      onStart: usedUp(() => starts.length > 1),
    });
    await fleet.run(CARRIER_ARN);
    for (const name of ["once", "twice"]) {
      const { ending } = cloud.start(name, statusEvent("ABORTED", CARRIER_ARN, RESTART));
      expect(await ending).toMatchObject({ output: { outcome: "woken" } });
    }
    expect(new Set(starts.map(({ name }) => name)).size).toBe(1);
  });
});

describe("the event of an admission", () => {
  it.each([
    ["streamId", { streamId: STREAM }],
    ["an API's event", { pathParameters: { streamId: STREAM }, queryStringParameters: null }],
  ])("by %s: its stream is looked after", async (_, input) => {
    const { cloud, store, starts } = await createAdmissionWorld(database, {
      beforeLook: (look, fleet) => (look === 2 ? fleet.take() : undefined),
    });
    await store.begin({ streamId: STREAM, executionArn: ADMISSION_ARN, waitingFor: "default" });
    const { ending } = cloud.start("again", statusEvent("ABORTED", ADMISSION_ARN, input));
    expect(await ending).toEqual({ status: "SUCCEEDED", output: { outcome: "taken", streamId: STREAM } });
    expect(starts).toEqual([{ name: "default-1-0", input: RESTART }]);
  });

  it("that began nothing: there is nothing to do", async () => {
    const { cloud, starts } = await createAdmissionWorld(database);
    const { ending, log } = cloud.start("vain", statusEvent("FAILED", ADMISSION_ARN, { streamId: STREAM }));
    expect(await ending).toEqual({ status: "SUCCEEDED", output: { outcome: "over", streamId: STREAM } });
    expect(inputsOf(log, "Wait before another one")).toHaveLength(1);
    expect(starts).toEqual([]);
  });

  it.each([
    ["whose input is too long for an event", undefined],
    ["that was woken itself", statusEvent("FAILED", CARRIER_ARN, RESTART)],
  ])("%s: the first carrier is started unless it runs", async (_, input) => {
    const { cloud, starts } = await createAdmissionWorld(database, {
      onStart: (_start, { run }) => {
        running = run("arn:started");
      },
      around: async ({ state }, proceed) => {
        if (state === "Look at the stream") await running;
        return proceed();
      },
    });
    let running: Promise<unknown> | undefined;
    const started = { outcome: "already-running", streamId: FIRST_CARRIER, executionArn: "arn:started" };
    for (const name of ["one", "two"]) {
      const { ending } = cloud.start(name, statusEvent("FAILED", ADMISSION_ARN, input));
      expect(await ending).toEqual({ status: "SUCCEEDED", output: started });
    }
    expect(starts).toEqual([{ name: expect.stringMatching(/^default-1-[0-9a-f]{40}$/), input: RESTART }]);
  });
});

it.each([
  ["an execution that has succeeded", statusEvent("SUCCEEDED", CARRIER_ARN, RESTART)],
  ["an execution that has started", statusEvent("RUNNING", CARRIER_ARN, RESTART)],
  ["an execution that named no stream", statusEvent("FAILED", ADMISSION_ARN, { pathParameters: null })],
])("the event of %s wakes nobody", async (_, event) => {
  const { cloud, starts } = await createAdmissionWorld(database);
  expect(await cloud.start("nothing", event).ending).toEqual({
    status: "SUCCEEDED",
    output: { outcome: "nothing-to-wake" },
  });
  expect(starts).toEqual([]);
});
