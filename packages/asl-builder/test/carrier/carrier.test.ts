import { randomUUID } from "node:crypto";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { createLeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  buildStateMachine,
  type CarrierOptions,
  requiredPermissions,
  THIS_STATE_MACHINE,
  toJson,
} from "../../src/index.ts";
import { FIRST_CARRIER } from "../support/admission-world.ts";
import { createLeasedFunction, HOUR_MS, type LeasedFunctionOptions } from "../support/leased-function.ts";
import { createLocalCloud, machineArn } from "../support/local-cloud.ts";
import { ARTICLE_ARN, CARRIER_MACHINE_ARN } from "../support/options.ts";
import { type RelayDatabase, startDatabase, until } from "../support/relay-world.ts";

const options: CarrierOptions = {
  ...{ strategy: "carrier", functionArn: ARTICLE_ARN, lifetimeSeconds: 45, tableName: "streams" },
};
const CARRIERS = "carriers";
const RESTART = { streamId: FIRST_CARRIER, restart: true };
const ENDED = { status: "SUCCEEDED", output: { outcome: "ended", streamId: FIRST_CARRIER } };

let database: RelayDatabase;

beforeAll(async () => {
  database = await startDatabase();
});

afterAll(() => database.stop());

describe("the machine of the carriers", () => {
  const relay = toJson(buildStateMachine({ ...options, strategy: "relay" }));

  it("is the relay's, but for the comment and for what the function is given", () => {
    const carrier = toJson(buildStateMachine(options));
    const asRelay = carrier
      .replaceAll('"carrier.$": "$.streamId"', '"streamId.$": "$.streamId"')
      .replaceAll(/,\s*"stateMachineArn\.\$": "\$\$\.StateMachine\.Id"/g, "");
    const withoutComment = (text: string) => text.replace(/"Comment": .*\n/, "");
    expect(withoutComment(asRelay)).toBe(withoutComment(relay));
    expect(carrier).not.toBe(asRelay);
  });

  it("needs the same permissions", () => {
    expect(requiredPermissions(buildStateMachine(options))).toContainEqual({
      action: "states:StartExecution",
      resource: THIS_STATE_MACHINE,
    });
    expect(requiredPermissions(buildStateMachine(options))).toEqual(requiredPermissions(JSON.parse(relay)));
  });

  it.each([
    [
      { lifetimeSeconds: 1 },
      /^lifetimeSeconds is 1, allowed is an integer from 2 to 900 \(seconds\) for carrier$/,
    ],
    [{ tableName: undefined }, /^tableName is missing/],
    [{ fleet: "wikis" }, /^fleet is "wikis", allowed is none, because carrier starts no carrier$/],
    [{ carrierMachineArn: CARRIER_MACHINE_ARN }, /^carrierMachineArn is .*, allowed is none/],
  ])("may not be built with %j", (wrong, message) => {
    expect(() => buildStateMachine({ ...options, ...wrong } as CarrierOptions)).toThrow(message);
  });
});

describe("a carrier, on a real DynamoDB", () => {
  async function createWorld(behave: LeasedFunctionOptions["behave"], machine: Partial<CarrierOptions> = {}) {
    const { client } = database;
    const tableName = `streams-${randomUUID()}`;
    await client.send(new CreateTableCommand(streamsTable(tableName)));
    const store = createLeaseStore({ client, tableName });
    const fn = createLeasedFunction({ store, behave, handoverMs: (index) => (index < 3 ? 20 : HOUR_MS) });
    const payloads: unknown[] = [];
    const cloud = createLocalCloud({
      definition: buildStateMachine({ ...options, tableName, ...machine }),
      client,
      machineName: CARRIERS,
      around: (_, proceed) => proceed(),
      invoke(payload) {
        payloads.push(payload);
        const { carrier, ...turn } = payload as { carrier: string };
        return fn.invoke({ streamId: carrier, ...turn });
      },
    });
    return { cloud, fn, payloads, store };
  }

  it("is handed from branch to branch; the function is told whose it is and which machine it runs in", async () => {
    const { cloud, fn, payloads } = await createWorld((index) => (index < 3 ? "read" : "end"));
    const { ending, arn } = cloud.start("default-1-0", RESTART);
    expect(await ending).toEqual(ENDED);
    expect(fn.gaps()).toBe(0);
    const { expectedEpoch, holder, ...rest } = payloads[0] as Record<string, unknown>;
    expect({ expectedEpoch, holder }).toEqual({
      expectedEpoch: 1,
      holder: expect.stringMatching(/^default-1-0\/[AB]$/),
    });
    expect(rest).toEqual({
      ...{ carrier: FIRST_CARRIER, executionArn: arn },
      stateMachineArn: machineArn(CARRIERS),
    });
  });

  it("is handed to a successor as a stream is", async () => {
    const { cloud, fn } = await createWorld((index) => (index < 3 ? "read" : "end"), { maxTurns: 2 });
    cloud.start("default-1-0", RESTART);
    await until(() => cloud.executions.size === 2 && cloud.executions.get("default-1-0-1")?.ended);
    expect(await cloud.executions.get("default-1-0-1")?.ending).toEqual(ENDED);
    expect(await cloud.executions.get("default-1-0")?.ending).toMatchObject({
      output: { outcome: "handed-over" },
    });
    expect(fn.gaps()).toBe(0);
  });

  it("goes on in the execution that wakes it, while the invocation of the aborted one still reads", async () => {
    const { cloud, fn } = await createWorld(() => "read");
    const { arn } = cloud.start("default-1-0", RESTART);
    await until(() => fn.turns[0]?.connected);
    const name = "default-0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33";
    const input = {
      ...{ streamId: FIRST_CARRIER, successor: true, root: name, generation: 0, predecessorArn: arn },
    };
    const woken = cloud.start(name, input);
    await until(() =>
      fn.turns.some(({ payload, connected }) => connected && payload.holder.startsWith(name)),
    );
    expect(fn.gaps()).toBe(0);
    for (const turn of fn.turns) turn.close({ outcome: "ended" });
    expect(await woken.ending).toMatchObject({ status: "SUCCEEDED" });
  });
});
